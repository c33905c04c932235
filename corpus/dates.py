"""How news prints dates and times of day: the patterns alone, for `figure_reader` and `calendar`.

Every pattern is a string without named groups so that both can build on it. What a date means (which day
5日 is, what 去年 is) is `calendar`'s affair.
"""

HAN_SMALL = "一二三四五六七八九十"

TWO = rf"(?:\d{{1,2}}|[{HAN_SMALL}]{{1,3}})"
"""A month, a day or an hour."""

YEAR = r"(?:(?:公元前?)?\d{4}|公元前?\d{1,3}|[一二][〇○零一二三四五六七八九]{3})[ ]?年"

SEASON = (
    r"(?:上半年|下半年|全年|年底|年初|年末|年中|底|初|末|前[一二三四1-4]个?季度|第?[一二三四1-4]季度|"
    r"[春夏秋冬](?:季|天|夏之交|节)?|度|前[一二三四五六七八九十\d]{1,2}个月)"
)
"""The part of a year that may close a date: 2023年下半年, 2025年年底."""

MONTH_PART = r"(?:份|底|初|末|中旬|上旬|下旬|中下旬|上中旬|中上旬)"

_MONTH = rf"{TWO}[ ]?月(?!球|饼|均|嫂|光|子)"
_DAY = rf"{TWO}[ ]?(?:日(?!元|均)|号(?!线|楼|院|机|店|文))"

PART_OF_DAY = "凌晨|清晨|早晨|早上|早间|上午|中午|午后|下午|傍晚|晚上|晚间|夜间|深夜"
"""Words that are a part of the day whatever stands behind them; alternatives, to be put in brackets."""

HALF_DAY = rf"(?:{PART_OF_DAY}|午间|晚|夜里|当晚|当日|当天)"

_HOUR = rf"(?:{TWO}|零|两)"
_CLOCK = (
    rf"(?:{_HOUR}[ ]?(?:时|点(?:钟|整)?)(?![间代候期速常隔任击评燃赞亮位明名缀])"
    rf"(?:[ ]?(?:(?:[零〇]?{TWO})分(?!钟|别|为|成)(?:{TWO}秒)?"
    rf"|[半整许多]|[一三]刻|[一二三四五]十(?=[，,。许左]))?许?)"
    r"|[01]?\d[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:：])|2[0-4][:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:：]))"
)

TO = r"[ ]?(?:至|到|—{1,2}|－|-{1,2}|–|―|~|～|〜)[ ]?"
"""Between the ends of a range."""

TIME = rf"{_CLOCK}(?:{TO}(?:次日|当天|当日|翌日)?{HALF_DAY}?{_CLOCK})?"
"""A time of day or a range of them: 17时30分, 9点半, 7时至18时, 9:00—17:00."""

_SPAN_OF_DAY = rf"(?:[ ]?(?:[(（][^()（）\n]{{1,8}}[)）])?{HALF_DAY}?[ ]?{_CLOCK})"

SOLAR = (
    rf"(?:{YEAR}[ ]?(?:(?:\d{{1,2}}{TO})?{_MONTH}(?:[ ]?(?:\d{{1,2}}{TO})?{_DAY}|{MONTH_PART}+)?|{SEASON})?"
    rf"|{_MONTH}(?:[ ]?(?:\d{{1,2}}{TO})?{_DAY}|{MONTH_PART}+)?"
    rf"|\d{{4}}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?![\d./-]))"
)
"""One date of our calendar that holds at least a year or a month."""

BARE_DAY = rf"{_DAY}"
"""A day without its month: 5日. Also 5号, which is more often a number on a door."""

DATE = (
    rf"(?:{SOLAR}{_SPAN_OF_DAY}?(?:{TO}(?:{SOLAR}|{_DAY}|\d{{4}}年){_SPAN_OF_DAY}?)?"
    rf"|\d{{4}}{TO}{YEAR}(?:{SEASON})?"
    rf"|\d{{4}}{TO}\d{{4}}(?=财年|学年|赛季|年度)"
    rf"|\d{{1,2}}{TO}{_MONTH}(?:份)?"
    rf"|\d{{1,2}}{TO}\d{{1,2}}日(?!元|均)"
    rf"|\d{{1,2}}日{_SPAN_OF_DAY}?{TO}(?:{SOLAR}|{_DAY}){_SPAN_OF_DAY}?)"
)
"""A date or a range of them, with its time of day: 8月5日8时30分, 2023年至2025年, 1至12月."""

ERA = (
    r"(?:(?:上个?)?世纪)?[2-9]0年代(?:初期?|中期?|末期?|后期|中叶)?"
    r"|(?:\d{1,2}|[一二十]{1,3})世纪(?:[2-9]0年代|[一二三四五六七八九]十年代)?(?:初期?|中期?|末期?|中叶|上半叶|下半叶)?"
)
"""90年代, 20世纪80年代初."""

LUNAR_MONTH = r"(?:闰?(?:正|腊|冬|[二三四五六七八九]|十[一二]?)月|臘月)"
LUNAR_DAY = (
    r"(?:初[一二三四五六七八九十]|[廿卅][一二三四五六七八九]?|十[一二三四五六七八九]"
    r"|二十[一二三四五六七八九]?|三十)"
)
_STEM_YEAR = "(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)"
_LUNAR_DAY_END = "(?![日号一二三四五六七八九十分多余个])"

LUNAR = (
    rf"(?:(?:农历|阴历|夏历)?{_STEM_YEAR}?{LUNAR_MONTH}{LUNAR_DAY}{_LUNAR_DAY_END}"
    rf"(?:{TO}(?:{LUNAR_MONTH})?{LUNAR_DAY}(?![日号]))?"
    rf"|(?:农历|阴历|夏历){_STEM_YEAR}?{LUNAR_MONTH}(?:{LUNAR_DAY})?|(?:正|腊|冬)月)"
)
"""腊月二十三, 农历七月初七, 正月."""
