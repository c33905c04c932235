"""The words and patterns by which a text names a period; what they mean is `calendar`'s affair."""

import re

from corpus.dates import LUNAR, TO, TWO
from corpus.lunar import NAMED_DAY

YEARS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "今年度": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上年度": -1,
    "前年": -2,
    "大前年": -3,
    "明年": 1,
    "下一年": 1,
    "来年": 1,
    "后年": 2,
}
MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
DAYS = {
    "今天": 0, "今日": 0, "今晚": 0, "今晨": 0, "今早": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1,
    "前天": -2, "前日": -2, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "后天": 2,
}  # fmt: skip
WEEKS = {"上": -1, "下": 1, "本": 0, "这": 0, "": 0}
WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}

SEASONS = {
    "上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "年底": (12, 12), "年末": (12, 12), "年初": (1, 1),
    "年中": (6, 6), "底": (12, 12), "末": (12, 12), "初": (1, 1), "春": (3, 5), "夏": (6, 8), "秋": (9, 11),
    "暑期": (7, 8), "度": (1, 12),
}  # fmt: skip
"""First and last month of a named part of the year; winter is not among them, for it is of two years."""

MONTH_PARTS = {
    "份": (1, 31), "初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31),
    "末": (21, 31),
}  # fmt: skip
"""First and last day; the reader clips them to the month."""


def _longest_first(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


QUARTER = r"前?第?[一二三四1-4]个?季度"
FIRST_MONTHS = rf"[前头](?:{TWO}|两)个?月(?!份)"
"""今年前7个月: the year from its beginning."""
POINT = (
    rf"(?:(?:(?P<year>(?<!\d)\d{{4}}|[一二][〇○零一二三四五六七八九]{{3}})[ ]?年"
    rf"|(?P<word>{_longest_first(YEARS)})的?)"
    rf"(?:[ ]?(?P<season>上半年|下半年|全年|年底|年末|年初|年中|[底末初度]|{QUARTER}|{FIRST_MONTHS}"
    rf"|[春夏秋](?:[季天]|(?!节))|暑期)"
    rf"|[ ]?(?P<month>(?<!\d){TWO})[ ]?月(?P<part>份|[底末初]|[上中下]旬)?(?:[ ]?(?P<day>{TWO})[ ]?[日号])?)?"
    rf"|(?P<bare_season>上半年|下半年|年底|年末|年初|{QUARTER}|(?<=[,，。;；:：]){FIRST_MONTHS})"
    rf"|(?P<month2>(?<![\d第个]){TWO})[ ]?月(?P<part2>份|[底末初]|[上中下]旬)?(?![球饼均嫂])"
    rf"(?:[ ]?(?P<day2>{TWO})[ ]?[日号])?"
    rf"|(?P<day3>(?<![\d.])\d{{1,2}})[ ]?日(?![元均游龄内]|之内|以内))"
)
ISO = r"(?<!\d)(?P<iso>(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2}))(?![\d.])"
NUMBER_TO = (
    rf"(?P<first>(?<![\d.])\d{{4}}(?={TO}\d{{4}}[ ]?年)"
    rf"|(?<![\d.])\d{{1,2}}(?={TO}\d{{1,2}}[ ]?[月日](?![元均])))"
)

EXPRESSION = re.compile(
    rf"(?P<lunar>{LUNAR})|(?P<named>{NAMED_DAY})(?:(?P<side>[前后])一周)?"
    rf"|(?P<same>(?:去年|上年|上一年)同期)"
    rf"|(?P<relative>{_longest_first(DAYS)})"
    rf"|(?P<of_month>{_longest_first(MONTHS)})(?P<of_part>[底末初]|[上中下]旬)?"
    rf"|(?P<week>[上下本这]?)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年岁])"
    rf"|(?P<whole_week>[上下本这]个?周)(?![年岁])"
    rf"|{ISO}|{NUMBER_TO}|{POINT}"
)
BEGINS = re.compile(
    "[0-9一二三四五六七八九十两年第前头上下这本周星礼农阴夏闰正腊臘冬甲乙丙丁戊己庚辛壬癸"
    + "".join(sorted({word[0] for word in (*YEARS, *MONTHS, *DAYS, *NAMED_DAY.split("|"))}))
    + "]"
)
"""What an expression can begin with; without this look ahead, reading takes four times as long."""
POINT_ALONE = re.compile(POINT)
RANGE = re.compile(TO)
MONTHS_WITHIN = re.compile(rf"[ ]?(?P<low>\d{{1,2}}){TO}(?P<high>\d{{1,2}})[ ]?月(?:份(?!额))?")
DAYS_WITHIN = re.compile(rf"[ ]?(?P<low>\d{{1,2}}){TO}(?P<high>\d{{1,2}})[ ]?日")
