"""The spans of a sentence that could be the answer: figures, dates, names, noun groups, clauses.

What is offered depends on the sort of answer asked for; which is right is for qa.ranking to say. Every candidate
is a span of the folded sentence and so leads back to the page.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.date_parts import date_parts
from corpus.figure_reader import read_figures
from corpus.figures import Figure, FigureKind, Measured
from corpus.measures import measure_figures
from corpus.sentences import clauses
from corpus.spans import Span
from corpus.words import tag as tag_words
from qa.evidence import Sentence
from qa.names import SURNAMES
from qa.questions import CLAUSAL, Expects, Question
from qa.word_weights import general_words


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a folded sentence with its part of speech (jieba's tag set)."""

    text: str
    tag: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """One span of a folded sentence that could be the answer."""

    sentence: Sentence
    span: Span
    """In `sentence.folded.text`."""
    figure: Figure | None
    """Where the candidate is a printed number."""
    first_token: int
    last_token: int
    """Positions among `tokens_of(sentence.folded.text)`, both inclusive."""
    exact: bool = False
    """Whether its bounds are the reader's own, to be said as they stand, and not a run of words that may go on."""

    @property
    def text(self) -> str:
        """The candidate, folded."""
        return self.span.of(self.sentence.folded.text)


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a folded text, covering it."""
    out: list[Token] = []
    at = 0
    for word, tag in tag_words(text):
        out.append(Token(word, tag, Span(at, at + len(word))))
        at += len(word)
    return tuple(out)


@lru_cache(maxsize=4096)
def clauses_of(text: str) -> tuple[Span, ...]:
    """The clauses of a folded text."""
    return tuple(clauses(text))


def between_marks(text: str, inner: Span) -> Span:
    """From the mark before `inner` to the mark behind it: `inner` may hold marks itself, as a list or a bracket does."""
    start = max(text.rfind(mark, 0, inner.start) for mark in _STOPS) + 1
    ends = [at for mark in _STOPS if (at := text.find(mark, inner.end)) >= 0]
    return Span(start, min(ends, default=len(text)))


_STOPS = ",。;!?"


@lru_cache(maxsize=4096)
def figures_of(text: str) -> tuple[Figure, ...]:
    """The printed numbers of a folded text."""
    return tuple(read_figures(text))


@lru_cache(maxsize=4096)
def _measured(text: str, heading: str) -> tuple[Measured, ...]:
    return tuple(measure_figures(text, headings=[heading] if heading else []))


def measured_in(sentence: Sentence) -> tuple[Measured, ...]:
    """Every figure of the sentence with what it measures."""
    return _measured(sentence.folded.text, sentence.heading)


def measured_of(candidate: Candidate) -> Measured | None:
    """What the page says that the candidate's figure measures; None where the candidate is no figure."""
    if candidate.figure is None:
        return None
    everything = measured_in(candidate.sentence)
    return next((m for m in everything if m.figure.span == candidate.figure.span), None)


DATES = (FigureKind.DATE, FigureKind.TIME)
_VAGUE_DATE = re.compile(
    r"(?:去|今|明|前|当|次|同|本)年(?:[上下]半年|年?[初底末中]|(?:春|夏|秋|冬)[季天])?|(?:上|本|下|这|当)(?:个)?(?:月|周|季度?)(?:[初底末中])?|"
    r"(?:昨|今|明|前|当|次|同|后)(?:天|日|晚|晨)|近日|日前|近期|[上下]半年|[一二三四]季度|(?:周|星期)[一二三四五六日天末]|"
    r"上周[一二三四五六日末]?|(?:初春|早春|盛夏|深秋|寒冬)|春节(?:前后|期间|假期)?|国庆(?:节|假期)?|节[前后]"
)
_LONGEST = 30
"""Characters of a name or noun group. Of 2,000 gold answers of that sort in the dev sets 97 % are shorter."""
_MOST_TOKENS = 11
_BAD_START = frozenset("u uj ul uv ug ud uz x y e c zg".split())
_BAD_END = frozenset("u uj ul uv ug ud uz x y e c p r zg".split())
_OPENING, _CLOSING = "《(<[〈【", "》)>]〉】"
_BRACKETS = '"《》()'
QUOTE = '"'
"""Folding leaves one form of quotation mark, so that opening and closing ones look alike."""


def candidates(question: Question, sentence: Sentence) -> list[Candidate]:
    """Every candidate that `sentence` offers for `question`, left to right; none where only a clause can answer (qa.clauses)."""
    match question.expects:
        case Expects.FIGURE | Expects.ANY:
            return _figures(sentence, dates=False)
        case Expects.DATE:
            return _dates(sentence)
        case expects if expects in CLAUSAL:
            return []
        case _:
            return [c for c in _groups(sentence) if _may_name(question, c)]


def is_origin(sentence: Sentence, span: Span) -> bool:
    """Whether a place only says where somebody comes from: 临江 of 临江籍画家."""
    text = sentence.folded.text
    return text[span.end - 1 : span.end] == "籍" or text[span.end : span.end + 1] == "籍"


_EDGE = re.compile(r"^[,。;:!?、)》\s]|[,。;:!?、(《\s]$|[。!?;\n]")


def names_something(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether a span proposed by the reader can be said: no edge on a mark, no half of a pair of brackets, nothing that answers no
    such question.
    """
    text = span.of(sentence.folded.text)
    halved = text.count("(") != text.count(")")
    return not (halved or _EDGE.search(text) or _answers_nothing(question, sentence, span))


def _answers_nothing(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether no such question is answered so, whoever proposes it: by a repetition of itself, a dateline, words that say nothing, or
    something of another sort.
    """
    text = span.of(sentence.folded.text)
    if text.strip(_BRACKETS) in question.text or _DATELINE.match(text) or _says_nothing(question, text):
        return True
    match question.expects:
        case Expects.PLACE:
            return is_origin(sentence, span)
        case Expects.ORGANISATION:
            return _tells_where(sentence, span)
    return _wants_no_person(question) and _is_a_person(sentence, span)


_VAGUE = re.compile(
    r"(?:必要|相关|有关|一定|相应|各种|各项|多种|多项|多个|这些|这一|这种|这项|上述|一些|一系列)的?"
)
_COMPLEMENT = re.compile(r"[起下出上过进回][来去]")


def _says_nothing(question: Question, text: str) -> bool:
    """Whether a text only says that there is something of the sort asked for (必要措施 for 什么措施), or is the end of a verb (起来)."""
    vague = _VAGUE.match(text)
    return bool(vague and text[vague.end() :] in (question.head, "")) or bool(_COMPLEMENT.fullmatch(text))


_PREPOSITIONS = frozenset("在从向对把被将")


def _tells_where(sentence: Sentence, span: Span) -> bool:
    """Whether a preposition stands in `span`: 30日在江南省 is no organisation, and of 1,717 written answers that are one none holds any."""
    return any(t.text in _PREPOSITIONS for t in _touched(sentence, span))


_NAMED_SO = re.compile(r"[叫姓名]$")
_LONGEST_PERSON = 4


def _wants_no_person(question: Question) -> bool:
    """Whether 什么 asks, which no name of a person answers; 叫什么 may ask for one."""
    slot = question.slot
    return (
        question.expects is Expects.THING
        and slot is not None
        and slot.of(question.text) in ("什么", "啥")
        and not _NAMED_SO.search(question.text[: slot.start])
    )


def _is_a_person(sentence: Sentence, span: Span) -> bool:
    """Whether `span` is a person's name and nothing more."""
    inside = _touched(sentence, span)
    return (
        len(span) <= _LONGEST_PERSON
        and _begins_a_person(inside[0])
        and all(t.tag[:2] == "nr" for t in inside[1:])
    )


def _begins_a_person(word: Token) -> bool:
    """Whether a person's name begins with the word."""
    return word.tag[:2] == "nr" and word.text[0] in SURNAMES


def whole_words(sentence: Sentence, span: Span) -> Span:
    """`span` out to the edges of the words that it touches: 周明远 for 周明, cut as 周|明远."""
    touched = _touched(sentence, span)
    return Span(touched[0].span.start, touched[-1].span.end)


def _touched(sentence: Sentence, span: Span) -> list[Token]:
    """The words that `span` touches."""
    return [t for t in tokens_of(sentence.folded.text) if t.span.start < span.end and span.start < t.span.end]


_LINKS = frozenset("在将把被由经与和及为是有于以让给的了")
"""Words of one character that lead to a name or follow it, and are none of it."""


def trimmed(sentence: Sentence, span: Span) -> Span:
    """`span` without the function words at its edges (对话机制 for 将对话机制, 江南剧场 for 在江南剧场) and without who signed
    before a place.
    """
    inside = [
        t for t in tokens_of(sentence.folded.text) if span.start <= t.span.start and t.span.end <= span.end
    ]
    start, end = span.start, span.end
    while (
        len(inside) > 1
        and inside[0].span.start == start
        and (inside[0].text in _LINKS or _signs(*inside[:2]))
    ):
        start = inside[0].span.end
        inside = inside[1:]
    while len(inside) > 1 and inside[-1].text in _LINKS and inside[-1].span.end == end:
        end = inside[-1].span.start
        inside = inside[:-1]
    return Span(start, end)


def _signs(first: Token, second: Token) -> bool:
    """Whether a person's name stands right before a place's: who wrote 沈一帆|江南省 is no part of where it happened."""
    return _begins_a_person(first) and second.tag == "ns"


def cuts_a_word(sentence: Sentence, span: Span) -> bool:
    """Whether an edge of `span` cuts a common word of two characters (附|近), and not between a name and a function word (由|省), or leaves
    of a longer one what is no word (浩特 of 呼和浩特).

    Of 2,754 answers that people gave 14 cut one of two, most of them beside a function word that the segmenter took along.
    """
    for token in tokens_of(sentence.folded.text):
        if len(token.text) > _PAIR and token.text in general_words():
            start, end = max(span.start, token.span.start), min(span.end, token.span.end)
            left = sentence.folded.text[start:end]
            if _PAIR <= len(left) < len(token.text) and left not in general_words():
                return True
        elif len(token.text) == _PAIR and token.text in general_words():
            middle = token.span.start + 1
            outside = token.text[0] if span.start == middle else token.text[1] if span.end == middle else ""
            if outside and outside not in _BESIDE_NAMES:
                return True
    return False


_PAIR = 2
_BESIDE_NAMES = _LINKS | frozenset("从向对至到所内中后前上")
"""Characters that the segmenter takes into a word though the name beside them ends there."""


@lru_cache(maxsize=1024)
def signatures(text: str) -> tuple[Span, ...]:
    """Where a folded sentence names who wrote it or took its picture: (记者 王小明), 王小明摄."""
    out = [Span(*found.span()) for found in _SIGNED.finditer(text)]
    words = tokens_of(text)
    for word, following in zip(words, [*words[1:], None], strict=True):
        after = text[word.span.end : word.span.end + 1]
        if not word.tag.startswith("nr") or len(word.text) > _LONGEST_SIGNED:
            continue
        if word.text.endswith("摄") and after not in _TAKES:
            out.append(word.span)
        elif following is not None and following.text == "摄":
            out.append(Span(word.span.start, following.span.end))
    return tuple(out)


_SIGNED = re.compile(r"\([^()]{0,14}(?:记者|通讯员|实习生)[^()]{1,24}\)")
_TAKES = frozenset("下取制像影录")
"""张三摄|下: he took it, and it is told."""
_LONGEST_SIGNED = 5


def with_nouns_before(sentence: Sentence, span: Span) -> Span:
    """`span`, which starts with a word, from the first of the nouns right before it: 华兴|机械、长河纺织 for 机械、长河纺织."""
    start = span.start
    for token in reversed([t for t in tokens_of(sentence.folded.text) if t.span.end <= span.start]):
        if token.tag[:1] != "n":
            break
        start = token.span.start
    return Span(start, span.end)


def without_asked_verb(question: Question, sentence: Sentence, span: Span) -> Span:
    """`span` without the verb that the question has too, at its end (明光电子、远大建材 for 明光电子、远大建材参加, asked 哪些企业参加) or, with what
    stands before it, in the first item of a list (金融、汽车 for 建议投资者关注金融、汽车, asked 关注哪些行业).
    """
    words = tokens_of(sentence.folded.text)
    at = candidate_at(sentence, span)
    last, start, end = words[at.last_token], span.start, span.end
    if last.span.end == end and last.span.start > start and _is_asked_verb(question, last):
        end = last.span.start
    if question.expects is Expects.LIST:
        for word in words[at.first_token : at.last_token]:
            if word.text == "、":
                break
            if word.span.start >= start and word.span.end < end and _is_asked_verb(question, word):
                start = word.span.end
    return Span(start, end)


def _is_asked_verb(question: Question, word: Token) -> bool:
    return word.tag == "v" and word.text in question.text


_DATELINE = re.compile(r"^(?:本报讯|据介绍|据了解|据悉)|^(?:本报记者|新华社|记者|通讯员|电)$")
"""What opens a story is no part of a name (本报讯 工信部), and what signs it is none by itself."""


def _may_name(question: Question, candidate: Candidate) -> bool:
    """Whether a run of words can name what is asked for: where a name is, no lone verb, nor one that a function word leads, and no name or
    list that ends with the verb asked with.
    """
    if _answers_nothing(question, candidate.sentence, candidate.span):
        return False
    words = tokens_of(candidate.sentence.folded.text)
    first, last = words[candidate.first_token], words[candidate.last_token]
    one = candidate.first_token == candidate.last_token
    match question.expects:
        case Expects.THING:
            return True
        case Expects.LIST:
            return one or not _is_asked_verb(question, last)
    if one:
        return first.tag[:1] in "njiles" or first.tag in ("eng", "vn", "x")
    if question.expects is Expects.PLACE and _signs(first, words[candidate.first_token + 1]):
        return False
    return first.text not in _LINKS and not _is_asked_verb(question, last)


def candidate_at(
    sentence: Sentence, span: Span, figure: Figure | None = None, *, exact: bool = False
) -> Candidate:
    """The candidate at `span` of the folded sentence."""
    inside = [
        i
        for i, t in enumerate(tokens_of(sentence.folded.text))
        if t.span.start < span.end and span.start < t.span.end
    ]
    return Candidate(sentence, span, figure, inside[0], inside[-1], exact)


def _figures(sentence: Sentence, *, dates: bool) -> list[Candidate]:
    return [
        candidate_at(sentence, figure.span, figure)
        for figure in figures_of(sentence.folded.text)
        if (figure.kind in DATES) == dates
    ]


def _dates(sentence: Sentence) -> list[Candidate]:
    exact = _figures(sentence, dates=True)
    taken = [c.span for c in exact]
    out = list(exact)
    for candidate in exact:
        if candidate.figure is not None:
            out += [candidate_at(sentence, part.span, part) for part in date_parts(candidate.figure)]
    for found in _VAGUE_DATE.finditer(sentence.folded.text):
        span = Span(found.start(), found.end())
        if not any(t.start < span.end and span.start < t.end for t in taken):
            out.append(candidate_at(sentence, span))
    return sorted({c.span: c for c in out}.values(), key=lambda c: c.span)


def _groups(sentence: Sentence) -> list[Candidate]:
    """Runs of words inside one clause that can be a name, a noun group or a list."""
    text = sentence.folded.text
    words = tokens_of(text)
    breaks = {c.start for c in clauses_of(text)}
    out: list[Candidate] = []
    for i, first in enumerate(words):
        if first.tag in _BAD_START and first.text not in _OPENING and first.text != QUOTE:
            continue
        depth, quoted = "", False
        for j in range(i, min(i + _MOST_TOKENS, len(words))):
            last = words[j]
            if j > i and last.span.start in breaks and not depth and not quoted:
                break
            if last.span.end - first.span.start > _LONGEST:
                break
            if last.text == QUOTE:
                quoted = not quoted
            elif last.text in _OPENING:
                depth += last.text
            elif last.text in _CLOSING:
                if not depth:
                    break
                depth = depth[:-1]
            elif last.text in "。!?！？;；":
                break
            if depth or quoted or (last.tag in _BAD_END and last.text not in _CLOSING and last.text != QUOTE):
                continue
            if last.tag == "d" or (
                i == j and first.tag in ("v", "d", "p", "f", "m", "q", "r") and len(first.text) == 1
            ):
                continue
            out.append(Candidate(sentence, Span(first.span.start, last.span.end), None, i, j))
    return out
