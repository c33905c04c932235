"""Which units answer which questions: 多少亿元 wants 元, 多长时间 wants a time, 占比 wants a share.

Classes are coarse on purpose: they rank candidates, they never change what is quoted.
"""

import re

from corpus.figures import Figure, FigureKind
from corpus.units import UNIT

_UNIT_FIRST = re.compile(UNIT)
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
    frozenset("起 件 宗 桩".split()),
)
_LENGTH = frozenset("光年 米 公里 千米 厘米 毫米 海里 英里 里 m km".split())
_AREA = frozenset("亩 公顷 平方米 平方公里 平方千米 ㎡ 平米 平方".split())
_WEIGHT = frozenset("吨 公斤 千克 克 斤 kg".split())
_TIME = frozenset("天 年 月 个月 小时 个小时 分钟 秒 周 日 星期 余年 周年 季度".split())
_MONEY = re.compile(r"元|人民币|美金|卢布|英镑|港币|欧|^钱|块钱")
_POWER = re.compile(r"瓦|千瓦时|伏")

_WANTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("share", re.compile(r"百分之(?:多少|几)|占比|比例|比重|份额|几成|占(?:了|到)?(?=多少|多大|几)|(?<![速汇功频心])率(?!先|领)")),
    ("money", re.compile(
        r"多少钱|薪|价格|价钱|[售票油房单均标底]价|票款|造价|投资额?|金额|收入|利润|盈利|营收|市值|产值|工资|贷款|授信|资金|经费|款项|价值|[税学运房电水油话车保]费|费用|"
        r"[租奖基罚本押佣现]金|罚款|拨款|捐款|借款|欠款|补贴|补助|援助|预算|债务|损失|成本|[销成交进出]售?[易口]?额|总额|余额|顺差|逆差|生产总值|GDP"
    )),
    ("length", re.compile(r"多[长高远宽深厚](?!时间)|全长|海拔|高度|长度|深度|宽度|里程|距离|身高")),
    ("age", re.compile(r"年龄|年纪|几岁|多大(?:年纪|岁数)|(?:今年|现在|[他她])多大|(?<!有)多大了")),
    ("area", re.compile(r"面积|多大")),
    ("weight", re.compile(r"多重|重量|产量|体重")),
    ("time", re.compile(r"多久|时间$|多长时间|时长|持续|工期|工龄|寿命|工作时间")),
    ("heat", re.compile(r"气温|温度|多[热冷]")),
    ("count", re.compile(r"人口|(?:人|户|家|件|次|个|辆|岗位|客户|项目|企业|座|床位)数量?|人次")),
    ("score", re.compile(r"比分|几比几")),
)  # fmt: skip
_SHARE_ASKED = re.compile(r"百分之(?:多少|几)|几成|几分之几")
_LIGHT = re.compile(
    r"(?:总额|总量|总数|水平|[额值量数了是为有的到至共约能会要]|多[少大]|几|大概|大约|一共|总共|共计|合计|到底|究竟|分别|达到?|将|各|,)*$"
)
"""What may stand between the noun of a measure and the words that ask for its value (贷款利率大概是多少)."""


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
    if head == "个点":  # 利率降了几个点
        return "share"
    for length in range(min(len(head), 5), 0, -1):
        name = _class_of(head[:length])
        if name not in ("count", "number"):
            return name
    return "count" if head and not head_is_noun(head) else ""


def noun_class(phrase: str) -> str:
    """The class that the noun at the end of `phrase` is told in: 加权平均利率 -> share, 补助资金 -> money; empty where none is."""
    last = max(
        (
            (found.end(), -rank, name)
            for rank, (name, pattern) in enumerate(_WANTS)
            for found in pattern.finditer(phrase)
        ),
        default=(0, 0, ""),
    )
    return last[2] if last[2] and _LIGHT.fullmatch(phrase, last[0]) else ""


def wanted_class(before: str, asking: str, head: str, *, change: bool) -> str:
    """The class that a question's own words ask for where it names no unit; empty where they do not say.

    `before`: the question up to its question words `asking`; the noun there goes first (投资额有多大 wants 元, 有多大 alone
    an area). How much 收入 changed (`change`) may be told in 元 or in %.
    """
    if _SHARE_ASKED.search(asking):  # 投资占百分之几
        return "share"
    named = noun_class(before.rstrip("?。!呢吗啊"))
    if head:
        return noun_class(head) or head_class(head) or named if head_is_noun(head) else ""
    if change:
        return ""
    return named or noun_class(before + asking)


def head_is_noun(head: str) -> bool:
    """Whether the noun asked for begins with no unit: 资金 of 多少资金, but not 家企业 of 多少家企业."""
    return not _UNIT_FIRST.match(bare(head))


def head_fits(head: str, figure: Figure, following: str) -> bool:
    """Whether a figure carries the unit or noun asked for: 多少天 and 282天, 多少家企业 and 135家, 多少游客 and 5万人次."""
    head, unit = bare(head), bare(figure.unit)
    if not head:
        return True
    noun = head.removeprefix("个")
    if head == "个":  # 医生有几个 and 412名
        return unit_class(figure) == "count"
    if unit == "个" and head.startswith("个") and len(noun) > 1:
        return noun[:2] in following or noun[-2:] in following  # 几个重污染天 asks for no 46个重点建设用地
    if unit and (head.startswith(unit) or unit.startswith(head) or head.endswith(unit)):
        return True
    if any(unit in alike and any(head.startswith(u) for u in alike) for alike in _ALIKE):
        return True
    noun = head[1:] if len(head) > 2 else head
    return following.startswith((head[:2], noun[:2]))
