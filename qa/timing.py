"""Whether a period that a question asks of is the one that a page speaks of, and whether it names its year.

A question that names no year (7月份, 二季度, 8月6日) means that part of whatever year the page is about; only 今年, 去年,
昨天 and the like lean on the latest issue's day, from which they are already read.
"""

import re
from datetime import date

from corpus.calendar import Period

_NAMES_YEAR = re.compile(r"\d{4}|[一二][〇○零一二三四五六七八九]{3}年")
_LEANS = re.compile(r"[今本去前明后上下昨当][年月日天晚晨周个]|同期|星期|周[一二三四五六日天]")
_LUNAR = re.compile(r"[正腊冬闰农]月|初[一二三四五六七八九十]|小年|除夕|春节|元宵|清明|端午|中秋|重阳")


def names_year(period: Period) -> bool:
    """Whether the words of the period print its year: 2019年7月."""
    return bool(_NAMES_YEAR.search(period.text))


def any_year(period: Period) -> bool:
    """Whether the words of the period leave the year open: 7月份, 二季度, 8月6日; not 今年, 昨天 or 腊月二十三."""
    words = period.text
    if names_year(period) or _LUNAR.search(words):
        return False
    return not _LEANS.search(words.replace("上半年", "").replace("下半年", ""))


def agrees(asked: Period, printed: Period) -> bool:
    """Whether the two share a day, in whatever year where the question leaves it open."""
    if asked.meets(printed):
        return True
    if not any_year(asked):
        return False
    return any(
        _moved(asked.start, year - asked.start.year) <= printed.end
        and printed.start <= _moved(asked.end, year - asked.start.year)
        for year in {printed.start.year, printed.end.year}
    )


def _moved(day: date, years: int) -> date:
    """The same day some years later; the end of February for its 29th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
