"""Completing a follow-up from the question before it: which words it replaces and which it takes over.

A follow-up shows itself by its wording: it opens with 那 or 其中, closes with 呢 and asks nothing else, points back
(它, 这个项目), or holds only question words and words that every subject has (什么时候, 总投资是多少). All else is
complete. What it names replaces what the earlier question named of the same kind (place, period, order, measure);
what it does not name is taken over. Questions are read folded and simplified, so a completed question is too.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.calendar import period_spans, read_periods
from corpus.places import place_spans
from corpus.spans import Span
from corpus.text import fold, simplify
from corpus.words import tag as tag_words
from qa.questions import COMPARED, Expects, Question, read_question


@dataclass(frozen=True, slots=True)
class Base:
    """The earlier question that a follow-up leans on, and what was said to it (all empty for a refusal)."""

    question: str
    answer: str = ""
    quote: str = ""
    title: str = ""
    period: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """A follow-up completed."""

    question: str
    looser: str = ""
    """The same without the places and names taken over; empty where none were."""


_GREETING = (
    r"(?:嗯+|哦|噢|喔|好的?|行|谢谢(?:你|您)?|明白了?|知道了?|对了|对|请问(?:一下)?|再?问(?:一下|一句|你)?|顺便问(?:一下)?|"
    r"我?还?想(?:再)?(?:问|知道)(?:一下)?|另外|然后|还有(?=[,，、那]))[,，、。!! ]*"
)
_LEAD = re.compile(
    rf"^(?:{_GREETING})*(?P<mark>那么[,，]?|那(?![个座场些批条家位时天年次里儿边种件项张篇句只双本部份名段套栋辆所支]|[一二三四五六七八九十两几\d])[,，]?|"
    r"其中的?[,，]?|至于|换成|如果是|要是)?(?:请问[,，]?)?"
)
"""那 before a counter (那座煤矿) belongs to what is asked about; alone it only ties the question to the one before."""
_CLOSE = re.compile(r"(?P<mark>(?:又|又是)?呢)?[?。!~,\s]*$")
_TRAILING = re.compile(r"[呢呀啊嘛啦哦]*[?。!~,\s]*$")
_POINTS = re.compile(
    r"^(?P<word>它们?|[他她]们?|这(?:个|家|项|位|次|场|座|条|些|里|儿|件|种|款|张|篇|部)?|那(?:里|儿|边|个|家|项|位|次|场|座)|该|当地|此)"
    r"(?P<noun>项目|活动|公司|企业|工程|会议?|单位|机构|部门|地方|地区|城市|人|记者|产品|系统|政策|学校|医院|品牌|比赛|展览|报告|名单|"
    r"事|事情|案子|案件|数字?|指标|比例|奖|书|电影|节目|报道|稿子|新闻|文章|消息)?(?=$|[的是在有为由又也还什啥谁哪多几怎总一何被将要会到叫总比同占投成共])"
)
"""Words that point back, where they are all of the subject: 它总投资多少, 这个项目在哪里, but not 这批招聘会."""
_FACET = (
    r"(?:总|平均|最终|实际|具体|全部|大概)*(?:投资额?|面积|长度|长|宽度|高度|重量|人数|数量|数目|总数|总量|总额|规模|价格|费用|金额|资金|成本|占比|比例|比重|"
    r"增速|增幅|降幅|涨幅|跌幅|名称|名字|全称|职务|年龄|地址|地点|位置|时间|日期|原因|目的|主题|内容|作者|记者|主办方|主办单位|"
    r"承办方|票价|电话|工期|用途|作用|意义|特点|条件|要求|标准|结果|数据|名单|排名|单位|主办|承办|人|钱|天|岁|米|个|家|次)"
)
"""Nouns that belong to whatever subject the conversation has; alone they are no subject of their own."""
_GENERIC_VERB = (
    r"(?:举行|举办|开始|结束|开幕|闭幕|召开|开展|进行|建成|完成|完工|开工|竣工|启动|启用|开通|投用|投产|运行|公布|发布|成立|发生|出现|实施|实行|"
    r"推出|上市|申请|报名|参加|主办|承办|介绍|透露|表示|宣布|说|讲|写|拍摄?|报道|采写|采访|评价|负责|组织|提供|增加|增长|减少|下降|上升|提高|变化|涨|跌|降|升|"
    r"排|占|达到?|办|开|做|算|来|去|花|用|要|会|能|可以|需要|包括|分布|位于|叫|多|少|差)"
)
_FUNCTION = (
    r"(?:请|帮我|告诉|分别|具体|都|一共|总共|共|大概|大约|到底|究竟|最后|最终|现在|目前|主要|又|还|再|就|也|已经?|是|有|为|在|由|被|给|从|到|于|了|的|地|得|过|着|吗|么|呢|"
    r"呀|啊|吧|不|没|这|那|哪|其他|其它|另外|别的|其余|话|事)"
)
_EMPTY = re.compile(rf"{_FACET}|{_GENERIC_VERB}|{_FUNCTION}|[^\w]")
_ORDER = re.compile(
    r"(?:排名?|排在|位列|位居)?(?:倒数)?第[一二两三四五六七八九十\d]+(?:[名位])?|最[多少高低大小好差优长短快慢早晚强弱重轻新]|垫底|末位|榜首|居首|首位"
)
_COMPARES = re.compile(
    r"^(?P<base>同比|环比|(?:比|较|跟|和|与|同)(?:去年|前年|上年|上一年|上月|上个月|上季度|前一年|往年|同期|去年同期|上年同期|以前|\d{4}年)(?:同期)?"
    r"(?:相比|比)?)(?P<rest>.*)$"
)
_MOVES = re.compile(r"增|减|涨|跌|升|降|提高|变化|多|少|高|低|快|慢|差")
_MORE = re.compile(
    r"^(?:还有|除此之外|除了这些)?(?:还有)?(?:没有)?(?:其他|其它|别的|哪些|什么|谁|哪里|哪儿|吗|更多)*(?:的)?(?:吗)?$"
)
_LISTS = re.compile(
    r"^(?:具体|分别|都|主要|包括|各)*(?:是|有|叫|包括|在)*(?:哪[几些两二三四五六七八九十\d]*(?:个|家|项|种|条|位|类|所|座|些|地方|区|县|市)*|什么|谁|啥)(?:呢)?$"
)
_CONFIRMS = re.compile(r"^(?:是|真的?|对|确定|是真的|没错|确实)(?:是?)(?:吗|么|吧)$")
_SPOKEN = re.compile(r"谁(?:说|讲|介绍|透露|表示|宣布)|(?:话|说法)(?:是|出自)谁|哪位(?:说|讲)")
_SIGNED = re.compile(
    r"(?:谁|哪位|哪个|哪名)(?:记者|作者|摄影师)?(?:采?写|报道|撰|采访|拍|摄)|(?:记者|作者|摄影)(?:名字)?(?:是|叫)?(?:谁|哪位|什么)|^(?:记者|作者)$"
)
_YEAR_BEFORE = {
    "上一年": -1, "前一年": -1, "上年": -1, "头一年": -1, "再往前一年": -1, "再前一年": -1,
    "下一年": 1, "后一年": 1, "第二年": 1,
}  # fmt: skip
"""Years that a follow-up counts from the year spoken of; alone they would count from the issue's."""
_PLACE_LIKE = re.compile(
    r"^(?:全)?[\u4e00-\u9fff]{1,9}(?:省|市|区|县|州|旗|镇|乡|村|街道|社区|新城|断面|水库|大桥|路|街|公园|机场|车站)(?:\(.*\))?$"
)
_COPULA = re.compile(
    r"(?:到底|究竟|大概|大约|一共|总共|总计|共计|分别|具体|累计|共|都|是|有|为|达到?|占了?|了|约|由|在|被|归|于|给|要|会|能|,)+$"
)
_MEASURED = re.compile(
    r"(?:率|数|额|量|值|度|价|面积|长度|占比|比例|比重|投资|规模|能力|收入|支出|价格|指数|水平|时间|成绩|得分|产值|幅|速|PM2\.5|GDP)$",
    re.IGNORECASE,
)
"""Endings of what has a value (是多少); other nouns are counted (有多少)."""


def lends(question: str) -> bool:
    """Whether a later question can take words over from this one: it names something."""
    reading = _read(question, None)
    return bool(_residue(reading.text, reading) or place_spans(reading.text))


def complete(question: str, base: Base) -> Full | None:
    """`question` as a full one after `base`; None where it is complete by itself."""
    typed = _read(question, base.today)
    core, marked = _core(typed.text)
    if not core:
        return None
    reading = _read(core, base.today)
    pointing = _POINTS.match(core)
    bare = not _residue(core, reading)
    if not (marked or pointing or bare):
        return None
    earlier = _Earlier.of(base)
    if pointing:
        core = earlier.referent(pointing) + core[pointing.end() :]
        return Full(_asked(core if core[-1:] != "的" else core[:-1]))
    return _replaced(core, earlier) or (
        _asking_of_subject(core, reading, earlier) if bare else _of_frame(core, reading, earlier)
    )


def _read(text: str, today: date | None) -> Question:
    return read_question(text, today=today)


def _core(text: str) -> tuple[str, bool]:
    """The follow-up without what only ties it to the talk before, and whether there was such a tie."""
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    close = _CLOSE.search(rest)
    asks = _read(rest, None).slot is not None
    marked = bool((lead and lead["mark"]) or (close and close["mark"] and not asks))
    return _TRAILING.sub("", rest).strip(), marked


def _residue(text: str, reading: Question) -> str:
    """What `text` says besides question words, periods, orders and what every subject has."""
    taken = [reading.slot] if reading.slot else []
    taken += period_spans(text)
    for span in sorted(taken, reverse=True):
        head = reading.head if span is reading.slot else ""
        kept = head if len(head) > 2 and not re.fullmatch(_FACET, head[1:]) else ""
        text = text[: span.start] + "," + kept + "," + text[span.end :]
    return _EMPTY.sub("", _ORDER.sub("", text))


def _asked(text: str) -> str:
    """`text` closed as a question."""
    return _TRAILING.sub("", text) + "?"


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The earlier question taken apart."""

    base: Base
    text: str
    """Folded, without its closing mark."""
    reading: Question

    @classmethod
    def of(cls, base: Base) -> "_Earlier":
        text = _TRAILING.sub("", simplify(fold(base.question).text)).strip()
        return cls(base, text, _read(text, base.today))

    @property
    def periods(self) -> list[Span]:
        return [s for s in period_spans(self.text) if not COMPARED.search(self.text, 0, s.start)]

    @property
    def places(self) -> list[Span]:
        slot = self.reading.slot
        spans = [
            s for s in place_spans(self.text) if not (slot and s.start < slot.end and slot.start < s.end)
        ]
        for term in self.reading.names:
            if _PLACE_LIKE.match(term.text) and not any(s.covers(term.span) for s in spans):
                spans.append(term.span)
        return sorted(spans)

    @property
    def names(self) -> list[Span]:
        """Quoted titles and names of people and firms, with their quotation marks."""
        out: list[Span] = []
        for term in self.reading.names:
            start, end = term.span.start, term.span.end
            if (
                any(s.start < end and start < s.end for s in (*self.places, *self.periods))
                or term.text.isdigit()
            ):
                continue
            if self.text[start - 1 : start] in tuple('"《') and self.text[end : end + 1] in tuple('"》'):
                start, end = start - 1, end + 1
            out.append(Span(start, end))
        return out

    @property
    def subject(self) -> str:
        """What it asks about, without the asking: 2025年太原市市区优良天数, “一泓清水入黄河”工程."""
        slot = self.reading.slot
        if slot is None:
            return re.sub(r"(?:吗|对吗|是吗)$|是不是|是否|有没有", "", self.text)
        before = _COPULA.sub("", self.text[: slot.start])
        noun = _counted(self.reading.head)
        after = self.text[slot.end :]
        if self.reading.expects is Expects.PERSON and not before:
            after = re.sub(r"^(?:是|介绍|说|写|拍摄?|报道|负责)了?", "", after)
        return re.sub(r"的$", "", before + noun + re.sub(r"^(?:是|的|了|,)+", "", after)) or self.text

    def referent(self, pointing: re.Match[str]) -> str:
        """What a word that points back stands for: the answer, where it names such a thing, else the subject."""
        word, noun = pointing["word"], pointing["noun"] or ""
        wants_person = word[0] in "他她" or noun in ("人", "记者")
        wants_place = word in ("那里", "那儿", "那边", "这里", "这儿", "当地") or noun in (
            "地方",
            "地区",
            "城市",
        )
        expects = self.reading.expects
        answer = self.base.answer if 2 <= len(self.base.answer) <= 24 else ""
        if answer and expects is Expects.PERSON and (wants_person or not (noun or wants_place)):
            return answer
        if answer and expects is Expects.PLACE and (wants_place or not wants_person):
            return answer
        if answer and expects in (Expects.ORGANISATION, Expects.THING) and not (wants_person or wants_place):
            return answer
        if wants_place and self.places:
            return self.places[-1].of(self.text)
        names = [s.of(self.text) for s in self.names]
        if wants_person and names:
            return names[-1]
        return self.subject

    def frame(self, core: str) -> tuple[str, str]:
        """The period, place and names that `core` does not replace, in their order; and the period alone."""
        own_periods, own_places = period_spans(core), _places(core)
        kept = [] if own_periods else self.periods[:1]
        loose = list(kept)
        if not own_places:
            kept += self.places
        if not _read(core, None).names:
            kept += [
                s
                for s in self.names
                if s.start < (self.reading.slot or Span(len(self.text), len(self.text) + 1)).start
            ]
        return _joined(self.text, kept), _joined(self.text, loose)


def _joined(text: str, spans: list[Span]) -> str:
    return "".join(s.of(text) for s in sorted(set(spans)))


def _counted(head: str) -> str:
    """The noun of a counted head: 项工程 -> 工程, 天 -> nothing."""
    words = tag_words(head)
    if words and (words[0][1].startswith(("q", "m")) or len(words[0][0]) == 1):
        words = words[1:]
    return "".join(word for word, _ in words)


def _places(text: str) -> list[Span]:
    """The places in a follow-up; all of it, where its ending says so (综改区)."""
    spans = list(place_spans(text))
    plain = re.sub(r"的$", "", text)
    if _PLACE_LIKE.match(plain) and len(plain) >= 2:
        return [Span(0, len(plain))]
    return spans


def _replaced(core: str, earlier: _Earlier) -> Full | None:
    """The earlier question with the follow-up's place, period, order or comparison in it; None for other follow-ups."""
    text = earlier.text
    if _CONFIRMS.match(core):
        return Full(_asked(text))
    compared = _COMPARES.match(core)
    if compared and not _residue(compared["rest"], _read(compared["rest"], None)):
        return Full(_asked(_compared(compared, earlier)))
    counted = _YEAR_BEFORE.get(core.removesuffix("的"))
    if counted is not None:
        year = _year(earlier)
        if year is not None:
            core = f"{year + counted}年"
    if _MORE.match(core) and core:
        return Full(_asked(text))
    periods, places = period_spans(core), _places(core)
    order = _ORDER.search(core)
    rest = core
    for span in sorted([*periods, *places], reverse=True):
        rest = rest[: span.start] + rest[span.end :]
    rest = _ORDER.sub("", rest) if order else rest
    if re.sub(r"^的|的$|^(?:是|在|换成)|(?:是|有)?(?:谁|哪个|哪里|哪儿|哪一个)$|那|个|区|县", "", rest):
        return None
    ordered = _ORDER.search(text)
    if order and not ordered:
        return Full(_asked(f"{earlier.subject}{order.group()}的是哪个"))
    spans: list[tuple[Span, str]] = []
    inserted = ""
    if order and ordered:
        spans.append((Span(ordered.start(), ordered.end()), order.group()))
    if periods:
        new = _joined(core, periods)
        if earlier.periods:
            spans.append((earlier.periods[0], new))
        else:
            inserted += new
    if places:
        new = _joined(core, places)
        old = _like(new, earlier)
        if old is not None:
            spans.append((old, new))
        elif earlier.periods and not periods:
            first = earlier.periods[0]
            spans.append((first, first.of(text) + new))
        else:
            inserted += new
    if not spans and not inserted:
        return None
    for span, new in sorted(spans, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return Full(_asked(inserted + text))


def _like(place: str, earlier: _Earlier) -> Span | None:
    """The place of the earlier question that `place` replaces: one that ends alike, else the last."""
    alike = [s for s in earlier.places if s.of(earlier.text)[-1] == place[-1]]
    found = alike or earlier.places
    return found[-1] if found else None


def _year(earlier: _Earlier) -> int | None:
    """The year spoken of: the question's, else that of the figure said."""
    for text in (earlier.text, earlier.base.period):
        for period in read_periods(text, today=earlier.base.today):
            if not COMPARED.search(text, 0, period.span.start):
                return period.start.year
    return None


def _compared(compared: re.Match[str], earlier: _Earlier) -> str:
    """The change of what was asked: 优良天数同比变化多少."""
    rest = compared["rest"]
    if _MOVES.search(rest):
        return f"{earlier.subject}{compared['base']}{rest}"
    return f"{earlier.subject}{compared['base']}变化多少"


def _asking_of_subject(core: str, reading: Question, earlier: _Earlier) -> Full:
    """Question words alone, asked of the earlier subject."""
    base = earlier.base
    if _SIGNED.search(core) and base.title:
        return Full(_asked(f"《{base.title}》{core if reading.slot else core + '是谁'}"))
    if _SPOKEN.search(core) and base.quote:
        return Full(_asked(f"“{base.answer}”{core}" if len(base.answer) >= 4 else f"{earlier.subject}{core}"))
    if _LISTS.match(core) and earlier.reading.slot is not None:
        return Full(_asked(f"{earlier.subject}{core}"))
    slot = earlier.reading.slot
    own = reading.slot
    only_words = own is not None and own.start <= 1 and own.end >= len(core)
    if (
        only_words
        and slot is not None
        and earlier.reading.expects is not Expects.FIGURE
        and slot.end < len(earlier.text)
    ):
        head = _counted(earlier.reading.head)
        del head
        return Full(_asked(earlier.text[: slot.start] + core + earlier.text[slot.end :]))
    subject = (
        re.sub(rf"(?<=.{{2}}){_FACET}$", "", earlier.subject) if re.match(_FACET, core) else earlier.subject
    )
    return Full(
        _asked(
            f"{subject}{core}"
            if own
            else f"{subject}{core}是多少"
            if _MEASURED.search(core)
            else f"{subject}{core}"
        )
    )


def _of_frame(core: str, reading: Question, earlier: _Earlier) -> Full:
    """A new measure or thing, with the period, place and names of the earlier question."""
    if reading.slot is not None or reading.expects is Expects.YES_NO:
        frame, loose = earlier.frame(core)
        return Full(_asked(frame + core), _asked(loose + core) if loose != frame else "")
    renamed = _renamed(core, earlier)
    if renamed is not None:
        return Full(_asked(renamed))
    frame, loose = earlier.frame(core)
    asks = "是多少" if _MEASURED.search(core) else "有多少"
    return Full(_asked(f"{frame}{core}{asks}"), _asked(f"{loose}{core}{asks}") if loose != frame else "")


def _renamed(core: str, earlier: _Earlier) -> str | None:
    """The earlier question about `core` instead of its own subject; None where it asks for a value of another sort."""
    text = earlier.text
    names = [s for s in earlier.names if not (earlier.reading.slot and s.start >= earlier.reading.slot.start)]
    is_name = any(t.name for t in _read(core, None).terms)
    if is_name and names:
        return text[: names[-1].start] + core + text[names[-1].end :]
    alike = _ending_alike(core, earlier)
    if alike is not None:
        return text[: alike.start] + core + text[alike.end :]
    if earlier.reading.expects in (Expects.FIGURE, Expects.ANY):
        return None
    noun = _last_noun(earlier)
    if noun is None:
        return None
    return text[: noun.start] + core + text[noun.end :]


def _nouns(earlier: _Earlier) -> list[Span]:
    """The runs of nouns outside periods, places and question words."""
    text = earlier.text
    taken = [*earlier.periods, *earlier.places, *([earlier.reading.slot] if earlier.reading.slot else [])]
    out: list[Span] = []
    at, start = 0, -1
    for word, part in [*tag_words(text), ("", "x")]:
        span = Span(at, at + max(len(word), 1))
        free = not any(s.start < span.end and span.start < s.end for s in taken)
        if (
            word
            and free
            and (part[:1] in "nabjlz" or part == "vn" or (start >= 0 and part == "v" and len(word) > 1))
        ):
            start = at if start < 0 else start
        elif start >= 0:
            out.append(Span(start, at))
            start = -1
        at += len(word)
    return out


def _ending_alike(core: str, earlier: _Earlier) -> Span | None:
    """The run of nouns that ends as `core` does: 人工湿地 for 潜流湿地."""
    last = tag_words(core)[-1][0]
    if len(last) < 2 or last == core:
        return None
    for noun in _nouns(earlier):
        found = noun.of(earlier.text).find(last)
        if found >= 0:
            return Span(noun.start, noun.start + found + len(last))
    return None


def _last_noun(earlier: _Earlier) -> Span | None:
    """The run of nouns nearest before the question words, else the first."""
    nouns = _nouns(earlier)
    slot = earlier.reading.slot
    before = [n for n in nouns if slot is None or n.end <= slot.start]
    found = before or nouns[:1]
    return found[-1] if found else None
