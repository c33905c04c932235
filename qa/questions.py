"""What a question asks for: the sort of answer, where the answer would stand, and the terms it must be about.

Chinese asks in place: 优良天数是多少天 is 优良天数是282天 with the figure taken out. So the question word's
place (the *slot*) says what stands left and right of the answer, and the words around it say its sort and unit.
The question is read folded and simplified; what was typed is kept for display. Follow-ups are not handled here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.calendar import Period, read_periods
from corpus.numerals import read_numeral
from corpus.spans import Span
from corpus.text import fold, simplify
from corpus.words import tag as tag_words
from qa.names import RARE, is_name, whole_names
from qa.units import head_is_noun, noun_class
from qa.word_weights import weight


class Expects(StrEnum):
    """The sort of answer a question wants."""

    FIGURE = "figure"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    THING = "thing"
    LIST = "list"
    REASON = "reason"
    MANNER = "manner"
    """How something is done, went or looks: 如何, 怎样, 咋样."""
    DEFINITION = "definition"
    YES_NO = "yes_no"
    ANY = "any"
    """No question word at all: 优良天数."""


CLAUSAL = (Expects.YES_NO, Expects.REASON, Expects.MANNER)
"""Sorts that only a clause answers (qa.clauses)."""


class Asks(StrEnum):
    """Which side of an ordered list, or which way of a change, the question wants."""

    NOTHING = "nothing"
    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of the question."""

    text: str
    span: Span
    """In `Question.text`."""
    name: bool
    """A proper name, a number or a quoted title: an answer about another one is no answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, read."""

    asked: str
    """As typed."""
    text: str
    """Folded and simplified; every span below counts in it."""
    expects: Expects
    slot: Span | None
    """The question words with their unit or noun (多少天, 哪个国家); None where there are none."""
    head: str
    """The unit or noun in the slot: 天, 国家; empty where there is none."""
    terms: tuple[Term, ...]
    periods: tuple[Period, ...]
    asks: Asks
    ordinal: int | None
    """n where the question wants the n-th of an ordered list (排第二的), else None."""
    change: bool
    """Whether it asks for a change (增加了多少) rather than a level."""
    both_ends: bool
    """Whether it asks for both ends of one: 从多少小时压缩至多少小时."""

    @property
    def names(self) -> tuple[Term, ...]:
        """The terms that an answer has to be about."""
        return tuple(term for term in self.terms if term.name)


# Words that ask, longest first. The group `head` is the unit or noun asked for.
_HEAD = r"(?P<head>[^\W\d_的了在是有被由到于向把将和与,。?!、:;]{0,12})"
_PATTERNS: tuple[tuple[Expects, str], ...] = (
    (
        Expects.REASON,
        r"(?<![变成称断视作改定名列选评鉴聘化转判设译换誉喻认])为(?:什么(?!样)|何|个?啥|(?:了|的是)个?(?:什么|啥))|因何|缘何|因为?(?:什么|啥)|"
        r"(?:什么|何种|啥)(?:原因|缘故|理由)|何故|咋回事|怎么回事|原因(?:是|为)?(?:什么|啥)?|"
        r"(?:主因|理由|目的|用意|初衷|缘由|起因)(?:是|为|在于|有)?(?:什么|啥|哪些|何在)|"
        r"干[嘛吗]|(?<!不)咋(?:就|会|没|不|老|这么|那么)|图(?:的是|的)?个?(?:什么|啥)|凭(?:什么|啥)|怎么(?:就|会|没|不|这么|那么|突然|反倒|反而)|"
        r"(?<!不)咋(?![样办个了说叫来]|[^,。?!]{1,9}的[?。!]?$|[^,。?!]{1,2}[?。!]?$)",
    ),
    (
        Expects.DATE,
        r"什么时候|什么时间|什么日子|啥时候|啥时|何时|何日|何年(?:何月)?|几月几[日号]|几时|几[号点]钟?|初几|[正腊冬]月二?十?几|"
        r"多会儿|哪会儿|哪阵子|[哪啥]年头|哪(?:天)?晚上?|哪(?:一)?[年天日月](?:哪(?:一)?[月天日])?|哪个(?:日期|时间|年份|月份|月|日子|时候)|几月份?|"
        r"(?:日期|时间|日子)(?:是|为)(?:什么|哪天|哪一天|(?!多|几))",
    ),
    (
        Expects.FIGURE,
        r"百分之(?:多少|几)|几分之几|多少|几成|第几|(?<![十好哪这那前后头近没])几(?![乎何])|"
        r"多[大高长重远久快深宽厚沉猛强贵慢热冷]|高寿|几何(?=[?。!]?$)|何种程度",
    ),
    (
        Expects.LIST,
        r"哪[俩仨]|哪(?:两|[二三四五六七八九十]|[2-9]|1\d)(?:大|个|家|项|种|条|位|类|所|座|支|份|样|点)?(?!年|月|日|天|号)",
    ),
    (
        Expects.PLACE,
        r"在哪(?:里|儿)?(?![个家位些种支所项条一])|哪里|哪儿|哪(?:一)?带|何地|何处|(?:什么|啥)地[方儿]|"
        r"哪(?:一)?(?:个|座)?(?:城市|国家|省份?|州|城区|区县|县区|县市|区|县|市|地区|地方|地点|街道|社区|镇|乡|村|国)(?![长民场])",
    ),
    (Expects.PERSON, r"谁家?|哪位|何人|哪个人|什么人|哪名|哪些人"),
    (
        Expects.ORGANISATION,
        r"哪(?:一)?(?:家|所)(?P<org>)|"
        r"哪(?:一)?个(?=公司|机构|组织|部门|单位|大学|学校|企业|集团|银行|医院|媒体|党|协会|团队|球队|机关)",
    ),
    (
        Expects.LIST,
        r"哪些|有哪几|哪几|有什么|(?<!成)都[^,。?!]{0,4}(?:什么|啥)|"
        r"(?<![\d第])(?:[两二三四五六七八九十]|[2-9]|1\d)(?:大|个|项|种|条|样|块|点|方面|件)[^,。?!\d]{0,8}(?:是|叫|指)(?:的是)?(?:什么|啥)",
    ),
    (
        Expects.THING,
        r"哪(?:一)?(?:[个种项款条支批届场座只件部本类级方句幅张篇辆艘桩封株棵]|首(?![都席次要相])|份(?!额)|台(?![湾阶风])|道(?![路口])|"
        r"段(?!落|期间)|期(?![货间限刊])|轮(?!船)|档(?!案)|集(?![团市装中])|版(?![本块权图]))?|"
        r"(?:什么样|怎么样|怎样)的?|如何|怎么|(?<!不)咋[样个]?|什么|何种|啥|何",
    ),
)
_ASKING = tuple((expects, re.compile(f"(?:{words}){_HEAD}")) for expects, words in _PATTERNS)
_WHERE = dict(_ASKING)[Expects.PLACE]
"""Asked a second time (哪个国家的哪个城市), its noun is no word that the page has to bear either."""
_HEADLESS = (Expects.REASON, Expects.DATE)
"""Sorts whose question words stand alone: 为什么迎泽区没有数据 asks for no 迎泽区."""
_WHO = re.compile(r"谁家?")
"""谁家空气最好 asks for no 空气."""
_LASTING_OR_LARGE = re.compile(r"多[大长高远久快深宽厚沉重]")
_LASTING = re.compile(r"多[久重]")
"""Question words of a figure that stand alone too: 开行多久时 asks for no 时."""
_HEAD_IS_SORT = (Expects.PERSON, Expects.PLACE, Expects.DATE)
"""Sorts whose noun only names the sort: the page that says 法国 need not say 国家."""
_WHETHER = re.compile(r"(?:没有?|不)[?。!]?$|([\u4e00-\u9fff]{1,2})[不没]\1(?!.*还是)")
"""Says so only where nothing else asks: 打几折不, 大不大, 掺和没掺和."""
_STATED = re.compile(r"(?<!还)是[^,?]{2,}的\?$|就是.*\?$")
_STATING = ("都", "也", "只", "已经")
"""A statement put as a question, where nothing asks: 是外头请来的? and, with one of these adverbs, 写诗的都是本地人?"""
_WHETHER_LAST = re.compile(r"(?:[吗不没]|没有|([\u4e00-\u9fff]{1,2})[不没]\1[^,]*)[?。!]?$")
"""In a last part in which nothing else asks: 买了啥不说,钱够不够."""
_POLITE = re.compile(
    r"知道|晓得|清楚|了解|告诉|记得|说说|说一[下说]|讲讲|查|[好行成][吗不]|好不好|行不行|可以吗"
)
"""多少人参加,知道吗 asks how many."""
_LACKS = re.compile(r"(?:谁|什么人|啥人)[^,]{0,3}没有?[?。!]?$")
"""谁没有 asks who."""
_SOME_OR_NONE = re.compile(r"(?:[^都也]没有?|不)[?。!]?$")
"""得过啥奖没, 理会谁说的不: the question word stands for some or any."""
_YES_NO = re.compile(r"[吗吧][?。!]?$|是否|是不是|有没有|能不能|可不可以|会不会|能否|可否|对不对|对吗")
_DEFINITION = re.compile(
    r"^(?:请问)?(?:什么是|何谓|啥是|何为)|^(?:请问)?[^,的]{2,14}(?:是|指)(?:的是)?(?:什么|啥)(?:意思|东西)?[?。!]?$"
)
_ORDER_WORDS = re.compile(
    r"最(?:严重|[多高大好优长强重快早少低小差短弱轻慢晚新])|(?:倒数)?第[一二三四五六七八九十\d]+(?:[名位个多少高低大小轻重长短好差])?|"
    r"同比|环比|[由从][多少高低大小轻重长短好差]到[多少高低大小轻重长短好差]|倒数|垫底|居首|榜首"
)
"""Words that say which item of an order is meant; they are no part of what is ordered (天数最多 is 天数, 最多)."""
_GENERIC_PLACE = re.compile(
    r"(?:城市|地级市|县级市|直辖市|省市|市县|区县|全[省市县区州]|[我本该各]省|[我本该各]市|市区|城区|地区|社区|园区|校区|景区|山区|小区|灾区|新区|老区|辖区|"
    r"牧区|街区|片区|开发区|度假区|示范区|保护区|自贸区|高新区|经开区|试验区|林区|库区|城六区)$"
)
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2,}[省市县州旗区]$")
_MOST = re.compile(r"最(?:严重|[多高大好优长强重快早])|第一|领先|榜首|居首|首位|排名?最前|冠军")
_LEAST = re.compile(r"最[少低小差短弱轻慢晚]|垫底|末位|倒数第一|排名?最后|最后一名|最末")
_NTH = re.compile(
    r"(?:第|排名?第?|排在第?|位列第?|位居第?)([一二三四五六七八九十\d]{1,2})(?=[名位的个多少高低大小轻重长短好差]|是|$|[,?])"
)
COMPARED = re.compile(r"[比较跟和与]$")
"""去年比前年多了几天 asks about 去年; 前年 is what it is compared with."""
_MOVED = "增加|增长|上升|提高|提升|下降|减少|降低|回落|萎缩|上涨|下跌|上调|下调|变化|扩大|缩小|变|涨|降|跌|升|增|减|多|少|差|高|低"
_CHANGE = re.compile(
    rf"(?:增加|增长|上升|提高|提升|下降|减少|降低|回落|萎缩|上涨|下跌|上调|下调|变化|扩大|缩小|[多少涨降跌])(?:了|到底)?(?:多少|几(?!名)|百分之)|"
    rf"增幅|降幅|增速|涨幅|跌幅|增长率|增长速度|(?:同比|环比).{{0,8}}(?:多少|几)|"
    rf"(?:比|较|跟|和|与|相比)[^,]{{0,8}}(?:去年|前年|上年|上一年|年|同期|以前|上季度|上月|上个月|相比|比)[^,]{{0,10}}(?:{_MOVED})了?(?:多少|几|百分之)"
)
_BOTH_ENDS = re.compile(r"[从由][^,。]{0,4}?(?:多少|几|什么|哪)[^,。]*?[至到为成]了?(?:多少|几|什么|哪)")
# Parts of speech (the tag set of jieba) that carry no content of their own.
_EMPTY_TAGS = frozenset("x p c u uj ul uv ug ud uz y e o r rr rz k h d f".split())
# Verbs, nouns and adverbs that every question may hold and no sentence has to.
_EMPTY_WORDS = frozenset(
    "是 有 为 会 能 要 可以 可 请 请问 问 想 知道 告诉 一下 多少 几 什么 哪 哪个 哪些 谁 哪里 怎么 怎样 如何 何时 何 时候 时间 原因 "
    "达 达到 到 多 共 共有 总共 一共 进行 分别 具体 名字 叫 叫做 称为 称 属于 成为 作为 位于 处于 说 做 中 上 下 里 内 个 了 的 那 这 那个 这个 "
    "吗 呢 啊 吧 么 没有 没 不 还 都 就 也 又 被 把 将 已 已经 来 去 年 月 日 天 号 在 从 至 对 大概 大约 "
    "目前 现在 到底 究竟 咱们 咱 我 我们 你 你们".split()
)
_QUOTED = re.compile(r"《[^《》]+》|[“「『][^“”「」『』]+[”」』]|'[^']+'|\"[^\"]+\"")
_NUMBERED = re.compile(r"\d[\d.,]*%?|[A-Za-z][A-Za-z0-9.\-+]*(?:\s[A-Za-z][A-Za-z0-9.\-+]*)*")


def read_question(asked: str, *, today: date | None) -> Question:
    """The question read against the day it is asked of (the issue's date), for 去年 and the like."""
    text = simplify(fold(asked).text).strip()
    expects, slot, head = _slot(text)
    asking = Span(slot.start, max(slot.end - len(head), slot.start + 1)) if slot else None
    named = read_periods(text, today=today)
    periods = tuple(p for p in named if not COMPARED.search(text, 0, p.span.start))
    nth = _NTH.search(text)
    least = bool(_LEAST.search(text))
    return Question(
        asked=asked,
        text=text,
        expects=expects,
        slot=slot,
        head=head,
        terms=_terms(text, slot if expects in _HEAD_IS_SORT else asking, named, expects is Expects.YES_NO),
        periods=periods,
        asks=Asks.LEAST if least else Asks.MOST if _MOST.search(text) else Asks.NOTHING,
        ordinal=int(read_numeral(nth.group(1)) or 0) if nth else None,
        change=bool(_CHANGE.search(text)),
        both_ends=bool(_BOTH_ENDS.search(text)),
    )


_SOME = re.compile(r"几[^,。?!的]{1,8}的(?=.*(?:哪|谁|什么|啥|多少))")
"""几个国家的网红去了哪儿 does not ask how many."""


def _slot(text: str) -> tuple[Expects, Span | None, str]:
    """The sort of answer, the place of the question words and the noun they ask for."""
    best: tuple[int, Expects, re.Match[str]] | None = None
    for rank, (expects, pattern) in enumerate(_ASKING):
        found = pattern.search(text)
        if found and (best is None or rank < best[0]) and not _SOME.match(text, found.start()):
            best = (rank, expects, found)
    if (
        _YES_NO.search(text)
        and (best is None or best[1] in (Expects.THING, Expects.FIGURE))
        and not (best and best[1] is Expects.FIGURE and "多少" in best[2].group())
    ):
        return Expects.YES_NO, None, ""
    if best is None:
        whether = _WHETHER.search(text) or _states(text)
        return Expects.YES_NO if whether else Expects.ANY, None, ""
    if _asks_whether_after_all(text, best[1], best[2].group()):
        return Expects.YES_NO, None, ""
    _, expects, found = best
    named = _called(text, found) if expects is Expects.THING else Expects.THING
    if named is not Expects.THING:
        return named, Span(found.start(), found.start("head")), ""
    counted = expects is Expects.LIST and read_numeral(found.group()[0]) is not None
    if _DEFINITION.search(text) and expects in (Expects.THING, Expects.LIST) and not counted:
        return Expects.DEFINITION, Span(found.start(), found.end()), ""
    asked_for = text[found.start() : found.start("head")]
    inside = (
        re.sub(r"^在?哪(?:一)?(?:个|座)?|^什么|[里儿]$|^何[地处]$", "", asked_for)
        if expects is Expects.PLACE
        else ""
    )
    if inside:  # 哪个区空气最好: the noun stands in the question words
        return expects, Span(found.start(), found.start("head")), inside
    nouns = 2 if expects is Expects.FIGURE else 1
    how = expects is Expects.THING and bool(_HOW.fullmatch(asked_for))
    headless = how or expects in _HEADLESS or _LASTING.match(asked_for) or _WHO.fullmatch(asked_for)
    head = "" if headless else _noun(found.group("head"), words=nouns)
    if head.startswith("一") and _LASTING_OR_LARGE.match(asked_for):  # 多大一块地
        head = ""
    if expects is Expects.THING and _WHICH.fullmatch(asked_for):
        head = _object(text[: found.start()], head, text[found.start("head") :])
    end = found.start("head") + len(head)
    if how:
        expects = Expects.MANNER
    elif expects is Expects.THING and head and not _LIKE_WHAT.fullmatch(asked_for):
        expects = _sort_of_head(head)
    return expects, Span(found.start(), max(end, found.start() + 1)), head


def _states(text: str) -> bool:
    """Whether a question without question words is a statement: 写诗的都是本地人?"""
    if _STATED.search(text):
        return True
    asked = text.endswith("?") and "还是" not in text
    return asked and any(word in _STATING and tag == "d" for word, tag in tag_words(text))


def _asks_whether_after_all(text: str, expects: Expects, asking: str) -> bool:
    """Whether a question with question words, `asking`, of that sort ends as one of whether all the same."""
    *before, last = text.split(",")
    if _POLITE.search(text if not before else last):
        return False
    if before and expects is Expects.THING and _WHETHER_LAST.search(last):
        return not any(pattern.search(last) for _, pattern in _ASKING)
    some = expects in (Expects.THING, Expects.PERSON) and "哪" not in asking
    return some and bool(_SOME_OR_NONE.search(text)) and not _LACKS.search(text)


_CALLED = re.compile(
    r"(?:的?(?:真名|本名|化名|全名|大名|名字|姓名))?(?:(?:叫做|名叫|叫|姓)(?:什么|啥)|是(?:什么|啥|哪(?:一)?[个座条所]))$"
)
_NAME_WORDS = re.compile(r"(?:名字?儿?)?(?:来着)?(?:[?。!,]|$)")


def _called(text: str, found: re.Match[str]) -> Expects:
    """The sort that the noun before 叫啥 or 是哪个 gives: of 管水的副主任叫啥 a person, of 换水的站是哪个 a place."""
    asked = found.start("head")
    before = _CALLED.search(text, 0, asked)
    return (
        _sort_of_head(text[: before.start()]) if before and _NAME_WORDS.match(text, asked) else Expects.THING
    )


_HOW = re.compile(r"(?:怎么|怎|咋)样?|如何")
_LIKE_WHAT = re.compile(r"(?:什么|怎么|怎)样的?")
"""什么样的人能申请 asks for no name."""
_WHICH = re.compile(r"什么(?:样的?)?|啥|何种|哪(?:一)?[种项类]")
_LONGEST_LAST = 8


def _object(before: str, head: str, following: str) -> str:
    """The noun asked for where it may look like a verb: 需求 of 满足了什么需求, where an object has to stand; none of 由什么驱动."""
    last = following.rstrip("?。!呢呀啊吗的 ")
    words = tag_words(last) if 2 <= len(last) <= _LONGEST_LAST else []
    behind = tag_words(before)[-1:]
    if behind and (behind[0][1] == "p" or behind[0][0] in _PREPOSITIONS):
        return "" if head == last and words and words[-1][1].startswith("v") else head
    return head or ("" if any(tag in _EMPTY_TAGS for _, tag in words) or not words else last)


_PREPOSITIONS = frozenset(
    "由 用 靠 以 把 被 凭 凭借 因 对 向 给 同 跟 与 和 将 为 为了 按 按照 根据 依靠 利用 通过".split()
)

_COUNTER = re.compile(
    r"[万亿]?(?:[起次场件项个家条座台辆架名位户套只届期种支所处册部页门批块张份颗枚岁吨亩米元]|公里|平方米|公顷|人次)(?![\u4e00-\u9fff]*(?:来|码)$)"
)
"""Counters that the segmenter may take for verbs or parts of words (几起, 几场)."""


def _noun(following: str, *, words: int) -> str:
    """The unit and noun that follow the question word: up to a verb, at most `words` nouns."""
    counted = _COUNTER.match(following)
    if words > 1 and not counted and head_is_noun(following) and noun_class(following):
        return following  # 多少|中央财政安全生产补助资金: what it ends with says that it is money
    out = counted.group() if counted else ""
    named = 0
    for word, tag in tag_words(following[len(out) :]):
        if tag in _EMPTY_TAGS or (tag.startswith("v") and tag != "vn") or word in ("了", "的"):
            break
        if named and tag[:1] not in "nq" and tag != "vn":
            break
        out += word
        named += tag not in ("q", "b", "a", "m", "mq") and len(out) > 1
        if named == words:
            break
    return out


_HEADS: tuple[tuple[Expects, re.Pattern[str]], ...] = (
    (Expects.DATE, re.compile(r"(?:日期|时间|年份|月份|年代|时候|日子|年头|会儿|时段|阵子)$|^[年月日天晚]$")),
    (
        Expects.PERSON,
        re.compile(
            r"(?<![国大店厂商全行独哪])家$|(?:人|人士|者|(?<![动满复])员|教头|[校院局处科厅会社察市县区镇乡村班所站部司团队组店行州省会馆庭]长|教授|记者|博士|"
            r"教练|总统|明星|选手|导演|主席|嘉宾|书记|主任|经理|总监|总裁|老总|老板|董事|首席|律师|老师|教师|医师|医生|大夫|护士|司机|歌手|主播|博主|干部|"
            r"领导|头儿|头头|学生|女士|先生|男子|女子|男的|女的|姑娘|小伙|小伙子|孩子|儿子|女儿|媳妇|大爷|大妈|大姐|妈妈|爸爸|老伯|院士|法官|冠军|代表|民警|警察|姐姐|哥哥|丫头|小子|[那这]位)$"
        ),
    ),
    (
        Expects.PLACE,
        re.compile(
            r"(?:国家|城市|地区|地方|地点|区域|省份|场所|位置|[省市县区州镇村湾岛港站城街邦馆]|国|街道|社区|路段|路口|路上|口岸|机场|国道|高速|大街|马路|公路|河|湖|公园|广场|"
            r"地儿|块儿|工地|商场|码头|景点|屋)$"
        ),
    ),
    (
        Expects.ORGANISATION,
        re.compile(
            r"(?:公司|机构|组织|部门|单位|大学|学校|小学|中学|学院|企业|集团|银行|医院|媒体|协会|基金会|球队|队|队伍|部队|机关|海关|衙门|研究所|派出所|事务所|交易所|"
            r"[局部委署厅院社党厂])$"
        ),
    ),
    (
        Expects.FIGURE,
        re.compile(
            r"(?:比例|数量|价格|金额|比率|幅度|数字|比分|产值|票房|速度|[单票房油均现]价|价钱|价位)$|^价$"
        ),
    ),
)


def _sort_of_head(head: str) -> Expects:
    for expects, pattern in _HEADS:
        if pattern.search(head):
            return expects
    return Expects.THING


def _terms(text: str, asking: Span | None, periods: Sequence[Period], whether: bool) -> tuple[Term, ...]:
    """The content words outside the question words and outside the periods, in order."""
    taken = [asking] if asking else []
    taken += [period.span for period in periods]
    taken += [Span(found.start(), found.start("head")) for found in _WHERE.finditer(text)]
    terms: list[Term] = []

    def take(span: Span, *, name: bool) -> None:
        word = span.of(text)
        if word.strip() and not any(s.start < span.end and span.start < s.end for s in taken):
            terms.append(Term(text=word, span=span, name=name))
            taken.append(span)

    for pattern in (_QUOTED, _NUMBERED):
        for found in pattern.finditer(text):
            inner = found.group().strip("《》“”「」『』'\" ")
            start = found.start() + found.group().find(inner)
            if whether and inner[0].isdigit() and not text.startswith("号", start + len(inner)):
                taken.append(
                    Span(start, start + len(inner))
                )  # 是300天吗: the page's number answers, whatever it is
            elif inner and len(inner) <= 20:
                take(Span(start, start + len(inner)), name=True)
    masked = text
    for start, end in [(t.start, t.end) for t in taken] + [m.span() for m in _ORDER_WORDS.finditer(text)]:
        masked = masked[:start] + "," * (end - start) + masked[end:]  # so that no word runs across
    at = 0
    for word, tag in whole_names(tag_words(masked)):
        span = Span(at, at + len(word))
        at += len(word)
        empty = tag in _EMPTY_TAGS or word in _EMPTY_WORDS or (tag == "q" and len(word) == 1)
        if not empty and any(c.isalnum() for c in word):
            if len(word) > 1 and word[-1] in "为是" and weight(word) > RARE:  # 晋升为, 额是
                word, span = word[:-1], Span(span.start, span.end - 1)
            place = bool(_PLACE_NAME.search(word)) and not _GENERIC_PLACE.search(word)
            take(span, name=place or (is_name(word, tag) and not _GENERIC_PLACE.fullmatch(word)))
    return tuple(sorted(terms, key=lambda term: term.span.start))
