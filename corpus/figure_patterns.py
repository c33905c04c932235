"""The patterns of printed figures that `figure_reader` tries at a place where one may begin."""

import re

from corpus.dates import BARE_DAY, DATE, ERA, LUNAR, TIME, TO
from corpus.numerals import HAN, SCALED
from corpus.units import UNIT

START = re.compile(
    rf"[0-9{HAN}数几半第翻正腊冬Ⅰ-Ⅹ]|(?<![A-Za-z])[IVX]{{1,4}}[类级]|农历|阴历|公元|https?:|www\."
)
"""Where a figure, or an address that holds digits but no figure, can begin."""

ADDRESS = re.compile(r"[!-~]+")
WIDE_FORMS = re.compile(r"[０-９％．]")
DIGITS = re.compile(r"\d+")

_WITHIN = r"(?<=[年月天周时钟秒期日])之?内(?![蒙地部外阁容需饰陆政务涵在科])"
"""一年内 and 24小时之内, but not 3年内蒙古."""
_AFTER = rf"(?:[及或]?以上|[及或]?以下|[及或]?以内|左右|上下|{_WITHIN})"
_GAP = r"[ \u3000\xa0]?"
_MIXED_UNIT = r"个[多半](?:小时|月|星期|世纪|钟头|学期|百分点)"
_TAIL = (
    rf"(?P<vague>[余多来]?)(?P<unit>{_MIXED_UNIT}|{UNIT}|)"
    rf"(?P<later>[余多](?![名位人家个种项次样数元])|半(?![年个天数径场月])|)(?P<after>{_AFTER}|)"
)

ARABIC_QUANTITY = re.compile(rf"(?P<number>{SCALED}){_GAP}{_TAIL}")
"""`3834.29亿元`, `780余个`, `1个多小时`, `60岁及以上`."""

HAN_QUANTITY = re.compile(
    rf"(?P<number>[{HAN}]+(?:几(?=[余多万亿]|{UNIT})[万亿]*|[余多来][万亿]+"
    rf"|点[零〇一二三四五六七八九]+[万亿]*(?![十刻分]))?){_TAIL}"
)
"""`五十一场`, `二十多万人`, `三点五万吨`, `十几年`."""

SEVERAL = re.compile(rf"(?P<several>[数几])(?P<number>[十百千万亿]+){_TAIL}")
"""`数百名`, `几十年`."""

RANGE_MARK = re.compile(TO)
RANGE_BEGINS = frozenset("至到—－-–―~～〜 ")

ANY_DATE = re.compile(rf"{DATE}|{ERA}")
DATE_FOLLOWS = frozenset("年月日号世.-/—－–―~～至到 0")
"""What can follow the first digits of a date."""
ANY_DAY = re.compile(rf"{BARE_DAY}(?:{TO}{BARE_DAY})?")
ANY_LUNAR = re.compile(LUNAR)
ANY_TIME = re.compile(TIME)
TIME_FOLLOWS = frozenset("时点:：∶比 ")

SCORE = re.compile(r"(\d{1,4}(?:\.\d+)?)[ ]?(?:[:：∶]|比)[ ]?(\d{1,4}(?:\.\d+)?)(?![\d年月日时分个元%:：])")
DASH_SCORE = re.compile(r"(\d{1,3})[-－](\d{1,3})(?![\d\-－.])")
SCORE_AROUND = re.compile(
    r"(?:比分|[以局]|半场|总分|比分为|点球)[ ]?$",
)
SCORE_AFTER = re.compile(
    r"[ ]?(?:的?总?比分|战胜|击败|险胜|大胜|完胜|横扫|不敌|领先|落后|逆转|战平|负于|胜|输|告负|打平|力克|轻取"
    r"|淘汰|惜败|完败|扳|获胜|取胜|逼平|绝杀|速胜|力压|豪取|拿下|先胜|再胜)"
)

DURATION = re.compile(
    r"(?:(?P<hours>\d+)个?小时(?=\d))?(?P<minutes>\d+)(?P<unit>分钟?)(?:(?P<seconds>\d{1,2})秒(?P<rest>\d{1,2})?)?(?!\d)"
)
"""10小时30分, 2分05秒48 (of a race)."""

FRACTION = re.compile(r"(\d{1,2})/(\d{1,3})(?![\d/])")
TELEPHONE = re.compile(
    r"0\d{2,3}-\d{7,8}(?!\d)|[48]00-?\d{3,4}-?\d{3,4}(?!\d)|1[3-9]\d{9}(?![\d.])|\d+(?:-\d+){2,}(?!年)"
    r"|0\d+(?!\.?\d|[:：年月日时分])"
)
LIST_MARK = re.compile(r"[.．、)）](?!\d)")
LINE_BEGINS = re.compile(r"(?:^|[\n。；;])[ \u3000]*[(（]?$")
"""`1.` or `（2）` at the beginning of a line counts the lines."""

NAME_AFTER = re.compile(r"[A-Za-z]|后(?![的，,。])")

ORDINAL = re.compile(
    rf"第[ ]?(?P<number>\d+|[{HAN}]+)(?:{TO}第?(?P<high>\d+|[{HAN}]+))?"
    rf"(?:[ ]?(?P<unit>季度|大|阶段|梯队|{UNIT}))?"
)
CLASS = re.compile(r"(?P<number>[Ⅰ-Ⅹ]|I{1,3}|I[VX]|VI{0,3}|X)(?P<unit>[类级])")
"""Ⅲ类 of waters and soils, IV级 of alarms; folding writes the Roman numerals in letters."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
ORDINAL_NAME = re.compile(
    r"第(?:一时间|[一二三]方|一书记|一责任|一线|[一二三]产业|一手|一现场|一财经|[一二三]者|一夫人)"
)

HUNDREDTHS = re.compile(
    rf"(?P<base>[百千万])分之(?P<number>{SCALED}|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?)(?:几)?"
    rf"(?:{TO}(?:[百千万]分之)?(?P<high>{SCALED}|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?))?(?P<after>{_AFTER}|)"
)
PARTS = re.compile(rf"(?P<base>\d{{1,3}}|[{HAN}]+)分之(?P<number>[{HAN}]+|\d+)(?P<after>{_AFTER}|)")
TENTHS = re.compile(
    rf"(?P<number>[一二两三四五六七八九])(?P<high>[二三四五六七八九])?成(?P<half>半|[一二三四五六七八九](?![年月日个名位家]))?"
    rf"(?P<later>多)?(?P<after>{_AFTER}|)(?![立为功员果本都交长品就绩效熟型因])"
)
DOUBLING = re.compile(r"翻了?近?(?P<number>[一两二三四1234])?[番倍](?!茄)")
HALF = re.compile(
    r"半(?P<unit>年(?![度报之]|线图?)|个月|个小时|个世纪|个学期|个多月|小时|天(?![时价])|世纪)"
    r"(?P<after>以上|左右|)|(?:一半|半数)(?P<over>以上|以下|左右|)"
)
