"""What a question sets against one another and which end it wants: 产能利用率哪个最高, 销量第二高的是哪家, 谁涨得最快.

Only questions whose asking words are themselves what the superlative picks are read so: 最高的那座桥是谁修的 asks for no
highest thing. Whether the page answers is for qa.extremes.
"""

import re
from dataclasses import dataclass

from corpus.numerals import read_numeral
from corpus.words import tag as tag_words
from qa.questions import Expects, Question

_MORE = "多高大长贵快强重好优远深宽厚猛狠惨凶"
_LESS = ("便宜", *"少低小短慢弱轻差近浅窄薄")
_WORD = rf"(?:便宜|[{_MORE}{''.join(w for w in _LESS if len(w) == 1)}])"
_N = r"(?P<nth>[一二三四五六七八九]|\d)"
_EXTREME = (
    rf"(?P<extreme>最(?P<word>厉害|明显|{_WORD})|(?P<back>倒数)?(?:排在?|位列|位居|居)?第{_N}[名位]?(?P<word2>{_WORD})?"
    rf"|(?:排在?|位列|位居|居)?前(?P<top>[两二三四五])[名位]?)"
)
_OF_CHANGES = ("厉害", "明显", "猛", "狠", "惨", "凶")
"""Words of changes alone: 跌得最惨."""
_COUNTERS = "个家条类种项座位名支所款只国省市区县级款届"
_WHICH = rf"(?:哪(?P<which>一|几|些|[两俩仨二三四五])?(?P<counter>[{_COUNTERS}])?|(?P<who>谁家?))"
_AFTER = re.compile(
    rf"^(?P<about>.*?){_WHICH}(?P<mid>[^,。?!:;哪谁]{{0,14}}?){_EXTREME}的?[呢啊呀了]*[?。!]*$"
)
_BEFORE = re.compile(
    rf"^(?P<about>.*?){_EXTREME}的?(?P<kind>[^,。?!:;的]{{0,8}}?)(?:是|为|在|属于|叫|有|,)*{_WHICH}(?P<mid>[^,。?!:;]{{0,8}}?)"
    r"[呢啊呀]*[?。!]*$"
)
_RISE = re.compile(
    r"(?:上涨|增长|上升|提高|提升|增加|[涨升增])(?:得|幅度?|的)*$|[涨增升]幅(?:度)?$|增速$|增长率$"
)
_FALL = re.compile(r"(?:下跌|下降|降低|减少|回落|[跌降减])(?:得|幅度?|的)*$|[跌降减]幅(?:度)?$")
_DID = re.compile(r"[^\W\d_的,]{1,2}得$|(?:的|是|得)$")
_WITHIN = re.compile(
    r"^.*(?:里[头面]?(?:的|,)?|(?:[其当]中|之中|(?<=[类个家种条项座国市区])中)(?:的|,)?|[,的:;])"
)
_LISTED = re.compile(r"(?P<list>[^,。?!;:和与]+(?:、[^,。?!;:和与]+)*(?:[和与及、][^,。?!;:和与及、]+))$")
_AFTER_LIST = re.compile(
    rf"(?:这|那)?(?:[两三四五六七八九]|\d)(?:大)?[{_COUNTERS}][^,、]{{0,6}}$|(?:当中|之中|[里中](?:面|头)?|之间|相比|比较)$|,$|的$"
)
_COUNT = re.compile(
    rf"(?<![第\d前])(?P<n>[两三四五六七八九]|[2-9])(?:大类?|个大?类?|[{_COUNTERS}])(?=[^\d年月日天])?"
)
_NOUN = re.compile(
    r"(?:国家|城市|地[方区]|省份|公司|企业|行业|部门|单位|品牌|学校|大学|高校|医院|银行|景区|年龄段?|群体|产业|板块|股票|产品|车型|项目|机构|球队|队伍|选手|员工|专业|职业|岗位|街道|社区|方面|类型|断面|品种|"
    r"[省市县区州镇乡村国河湖江溪山路街店厂校院者类种])$"
)
_ANYTHING = ("方面", "部分", "东西", "地方", "类", "种", "类型")
_WATER = re.compile(r"水质|断面|水体|水环境")


@dataclass(frozen=True, slots=True)
class Extreme:
    """What a question wants of values that are set against one another."""

    subject: str
    """What is to be compared, in the question's words (产能利用率); empty where the superlative says it (最长)."""
    noun: str
    """What the labels are called (区, 年龄段); empty where the question says 哪个 alone."""
    named: tuple[str, ...]
    """The items that the question names; empty where it names none."""
    among: str
    """What they are of, where it says so: 国控断面 of 国控断面里哪个."""
    count: int | None
    """How many there are, where it says so (四条溪)."""
    word: str
    """The superlative's word: 高, 便宜."""
    most: bool
    """Whether the word means the upper end; of changes, whether rises are meant."""
    first: int
    """Place from the wanted end, from 0."""
    last: int
    change: bool
    """Whether changes are compared: 涨得最多."""
    of_water: bool
    """Whether it is about how good waters are, which a page tells in classes."""
    said: str
    """The superlative as asked: 最高, 第二高."""
    printed: re.Pattern[str]
    """What the page prints where it says itself which is the one."""
    moot: tuple[str, ...]
    """Words of the question whose terms no page has to bear."""

    def is_moot(self, term: str) -> bool:
        """Whether no page has to bear a term: it asks, counts, or names what the labels are called."""
        return bool(_MOOT.search(term)) or any(term in words for words in self.moot)


def extreme_asked(question: Question) -> Extreme | None:
    """What the question compares; None where it asks for no such thing."""
    text = question.text
    if question.expects in (Expects.REASON, Expects.DATE, Expects.YES_NO):
        return None
    found = _AFTER.match(text) or _BEFORE.match(text)
    if found is None:
        return None
    word = found["word"] or found["word2"] or "多"
    counter = found["counter"] or ""
    after = found.start("mid") <= found.start("extreme")
    about, mid = found["about"], found["mid"]
    if not after and mid and (found["who"] or not _NOUN.search(mid)):
        return None  # 最多的区是谁管的
    moved = _moved(mid if after and mid else about)
    if moved and after and mid:
        mid = moved.bare
    elif moved:
        about = moved.bare
    upper = word in _MORE or word in ("厉害", "明显")
    if (moved and not upper) or (word in _OF_CHANGES and not moved):
        return None
    most = moved.rises if moved else upper
    if after:
        noun, own = _noun_and_subject(mid, counter)
    else:
        noun, own = _last_noun(mid) or _last_noun(found["kind"]) or _of_counter(counter), ""
    named, rest = _named(about)
    counted = _COUNT.search(about)
    periods = [period.span.of(text) for period in question.periods]
    for period in periods:
        rest = rest.replace(period, ",")  # 三大运营商上半年净利润
    rest = rest.replace(counted.group(), "") if counted else rest
    subject = own or _WITHIN.sub("", rest.rstrip(","))
    among = _AMONG.match(about if own else about.removesuffix(subject))
    asking = text[found.end("about") :]
    of_water = word in ("好", "差") and bool(_WATER.search(text))
    places = (0, 0) if of_water and found["which"] in ("些", "几") else _places(found)
    if places is None:
        return None
    count = int(read_numeral(counted["n"]) or 0) if counted and not named else None
    return Extreme(
        subject=subject,
        noun="" if noun in _ANYTHING else noun,
        named=named,
        among="" if named or among is None else among.group(),
        count=count,
        word=word,
        most=most,
        first=places[0],
        last=places[1],
        change=moved is not None,
        of_water=of_water,
        said=(moved.verb if moved else "") + re.sub(r"^(?:排在?|位列|位居|居)", "", found["extreme"]),
        printed=_printed(word, most=most, change=moved is not None),
        moot=(noun, *named, counted.group() if counted else "", *periods, _without(asking, own)),
    )


_AMONG = re.compile(r"^.*(?=里[头面]?(?:的|,)?$|[其当之]?中(?:的|,)?$)")


def _without(words: str, subject: str) -> str:
    return words.replace(subject, "|") if subject else words


_MOOT = re.compile(
    r"最|第[一二三四五六七八九]|得$|^这[回次]$|^\d{1,2}$|^[\d两二三四五六七八九几][次大个家条类种项座位名支所]"
)


def _noun_and_subject(mid: str, counter: str) -> tuple[str, str]:
    """What stands between 哪个 and 最高, as the noun of the items and what is compared of them: 区 and 优良天数 of 区优良天数."""
    mid = _DID.sub("", mid)
    if "的" in mid:
        noun, _, subject = mid.partition("的")
        tagged = tag_words(noun)
        if len(tagged) > 1 and tagged[1][1] == "v":  # 区受理的投诉
            return tagged[0][0], f"{noun.removeprefix(tagged[0][0])}的{subject}"
        return noun or _of_counter(counter), subject
    words = [word for word, _ in tag_words(mid)]
    noun = _of_counter(counter)
    if not words or (noun and len(words) == 1) or _MEASURE.search(words[0]):
        return noun, mid
    if _NOUN.search(words[0]) or counter in _COUNTS_ITEMS or (len(words) > 1 and len(words[0]) == 1):
        return words[0], "".join(words[1:])  # 车 of 车销量
    return noun, mid


_COUNTS_ITEMS = tuple("种类款只支座条位名所届")
"""Counters behind which the items' own noun follows: 哪种蔬菜, but 哪家估值 and 哪个水质."""
_MEASURE = re.compile(
    r"(?:[量率值数额价质度龄速分]|面积|收入|利润|成本|投资|营收|产能|业绩|成绩)$|^[A-Za-z.\d]+$"
)


def _of_counter(counter: str) -> str:
    """哪国 and 哪区 have their noun in the counter."""
    return counter if counter and counter in "国省市区县" else ""


def _last_noun(words: str) -> str:
    return words if _NOUN.search(words) else ""


@dataclass(frozen=True, slots=True)
class _Moved:
    verb: str
    """涨得"""
    rises: bool
    bare: str
    """What stands before the verb of change."""


def _moved(words: str) -> _Moved | None:
    """The change that words end with: 净利润 of 净利润涨得; None where they end with none."""
    for pattern, rises in ((_RISE, True), (_FALL, False)):
        found = pattern.search(words)
        if found:
            return _Moved(found.group(), rises, words[: found.start()])
    return None


def _named(about: str) -> tuple[tuple[str, ...], str]:
    """The items that the question lists (甲、乙和丙三家里), and what is left of its words."""
    lead = about
    for _ in range(3):
        lead = _AFTER_LIST.sub("", lead)
    clause = re.split(r"[,;:]", lead)[-1]
    found = _LISTED.search(clause)
    if found is None:
        return (), about
    items = tuple(item for item in re.split(r"、|[和与及]", found["list"]) if item)
    if len(items) < 2 or any(len(item) < 2 for item in items):
        return (), about
    return items, about[len(lead) :]


def _places(found: re.Match[str]) -> tuple[int, int] | None:
    """First and last place wanted, from 0; None for an order counted from its end."""
    if found["top"]:
        return 0, int(read_numeral(found["top"]) or 2) - 1
    if found["back"]:
        return None
    n = int(read_numeral(found["nth"]) or 1) - 1 if found["nth"] else 0
    several = found["which"]
    if several and several not in "一" and not found["nth"]:
        many = {"俩": 2, "仨": 3, "几": 0, "些": 0}.get(several) or int(read_numeral(several) or 0)
        return (0, many - 1) if many > 1 else None
    return n, n


def _printed(word: str, *, most: bool, change: bool) -> re.Pattern[str]:
    """What says on the page that something is the most, or the least."""
    if change:
        moved = "领涨|[涨增升]|增速" if most else "领跌|[跌降减]"
        return re.compile(rf"(?:{moved})[^,。;]{{0,3}}(?:最|第一|居首)")
    alike = next((words for words in ("多高大", "少低小") if word in words), word)
    first = "居首|(?:居|列|排名?)第一|第一[名位,。;]|榜首|领先" if most else "垫底|末位"
    return re.compile(
        rf"最(?:{'|'.join(alike) if word in alike else word})|{first}" if len(word) == 1 else rf"最{word}"
    )
