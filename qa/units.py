"""Which units answer which questions: 多少亿元 wants 元, 多长时间 wants a time, 占比 wants a share.

Classes are coarse on purpose: they rank candidates, they never change what is quoted.
"""

import re

from corpus.figures import Figure, FigureKind

_SCALE = re.compile(r"^(?:[十百千]?万亿|[十百千]?[万亿]|[百千十])(?=.)")
_ALIKE = (
    frozenset("人 名 位 人次 口".split()),
    frozenset("天 日 号".split()),
    frozenset("元 块 块钱 人民币 元人民币".split()),
    frozenset("岁 周岁".split()),
    frozenset("摄氏度 度 ℃ °C".split()),
    frozenset("公里 千米 km".split()),
    frozenset("公斤 千克 kg".split()),
    frozenset("分 分钟".split()),
    frozenset("小时 个小时".split()),
    frozenset("月 个月".split()),
    frozenset("年 周年 余年".split()),
    frozenset("个百分点 百分点".split()),
)
_LENGTH = frozenset("米 公里 千米 厘米 毫米 海里 英里 里 m km".split())
_AREA = frozenset("亩 公顷 平方米 平方公里 平方千米 ㎡ 平米 平方".split())
_WEIGHT = frozenset("吨 公斤 千克 克 斤 kg".split())
_TIME = frozenset("天 年 月 个月 小时 个小时 分钟 秒 周 日 星期 余年 周年 季度".split())
_MONEY = re.compile(r"元|美金|卢布|英镑|港币|欧|^钱|块钱")
_POWER = re.compile(r"瓦|千瓦时|伏")

_WANTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("share", re.compile(r"百分之(?:多少|几)|占比|比例|比重|几成|(?<![速汇概效利功频心])率(?!先|领)")),
    ("money", re.compile(r"多少钱|薪|价格|售价|票价|票款|造价|总投资|投资额|金额|收入|利润|营收|市值|产值|工资|贷款|授信|资金")),
    ("length", re.compile(r"多[长高远宽深厚](?!时间)|全长|海拔|高度|长度|深度|里程|距离")),
    ("age", re.compile(r"年龄|年纪|几岁|多大(?:年纪|岁数)|(?:今年|现在|[他她])多大|(?<!有)多大了")),
    ("area", re.compile(r"面积|多大")),
    ("weight", re.compile(r"多重|重量|产量")),
    ("time", re.compile(r"多久|多长时间|时长|持续")),
    ("heat", re.compile(r"气温|温度|多[热冷]")),
)  # fmt: skip


def bare(unit: str) -> str:
    """A unit without the scale before it: 亿元 -> 元, 万立方米/日 -> 立方米/日."""
    return _SCALE.sub("", unit)


def unit_class(figure: Figure) -> str:
    """The coarse class of a figure: share, money, length, area, weight, time, age, heat, power, count, number, ordinal, date."""
    if figure.kind is FigureKind.SHARE or figure.kind is FigureKind.POINTS:
        return "share"
    if figure.kind in (
        FigureKind.ORDINAL,
        FigureKind.DATE,
        FigureKind.TIME,
        FigureKind.SCORE,
        FigureKind.MULTIPLE,
    ):
        return str(figure.kind)
    return _class_of(bare(figure.unit))


def _class_of(unit: str) -> str:
    if not unit:
        return "number"
    for name, members in (("length", _LENGTH), ("area", _AREA), ("weight", _WEIGHT), ("time", _TIME)):
        if unit in members:
            return name
    if unit in ("%", "‰", "个百分点", "百分点", "成"):
        return "share"
    if _MONEY.search(unit):
        return "money"
    if unit in ("岁", "周岁"):
        return "age"
    if unit in ("摄氏度", "度", "℃", "°C"):
        return "heat"
    return "power" if _POWER.search(unit) else "count"


def head_class(head: str) -> str:
    """The class of the unit that a slot's noun begins with: 亿元 -> money, 吨化肥 -> weight; count for 家企业."""
    head = bare(head)
    for length in range(min(len(head), 5), 0, -1):
        name = _class_of(head[:length])
        if name not in ("count", "number"):
            return name
    return "count" if head else ""


def wanted_class(question: str, head: str) -> str:
    """The class that the question's own words ask for where it names no unit; empty where they do not say."""
    if head:
        return ""
    for name, pattern in _WANTS:
        if pattern.search(question):
            return name
    return ""


def head_fits(head: str, figure: Figure, following: str) -> bool:
    """Whether a figure carries the unit or noun asked for: 多少天 and 282天, 多少家企业 and 135家, 多少游客 and 5万人次."""
    head, unit = bare(head), bare(figure.unit)
    if not head:
        return True
    noun = head.removeprefix("个")
    if unit == "个" and head.startswith("个") and len(noun) > 1:
        return noun[:2] in following or noun[-2:] in following  # 几个重污染天 asks for no 46个重点建设用地
    if unit and (head.startswith(unit) or unit.startswith(head) or head.endswith(unit)):
        return True
    if any(unit in alike and any(head.startswith(u) for u in alike) for alike in _ALIKE):
        return True
    noun = head[1:] if len(head) > 2 else head
    return following.startswith((head[:2], noun[:2]))
