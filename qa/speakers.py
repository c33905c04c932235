"""Who said it, and on which day: the speaker and the day printed beside the words that a question quotes.

A page puts the speaker before or after the quotation, often in the next sentence (“…很方便。”一家店的负责人说。), where no
word of the question stands. A statement without one is the speaker's whom the story's opening says to have told all of
it (副局长周明远介绍了2025年供水工作), where the story names no other. Only questions that ask for a speaker, or for the
day on which words were said, are read here.
"""

import re
from dataclasses import dataclass, replace

from corpus.bulletins import ParagraphKind
from corpus.figures import FigureKind
from corpus.sentences import sentences
from corpus.spans import Span, home
from corpus.text import fold, simplify
from qa.candidates import figures_of, tokens_of
from qa.evidence import Sentence
from qa.features import SENTENCE_NAMES
from qa.finding import Found
from qa.followup_words import TOLD_ON
from qa.questions import Expects

_ASKS = re.compile(
    r"(?:谁|哪位[^,是]{0,3}?|什么人)(?:说|讲|表示|评价|介绍|强调|认为|透露|宣布)|(?:谁|哪位|什么人)的(?:话|评价|原话|说法|观点)|(?:话|评价|说法|感慨|观点)(?:是|出自)(?:谁|哪位|什么人)"
)
_SAYS = re.compile(
    r"(?:^|[,。!?;:\"”])据?(?P<who>[^,。!?;:\"]{2,24}?)(?:说道?|表示|宣布|介绍|坦言|告诉|指出|强调|认为|称|感慨|给予[^,。]{0,6}(?:评价|认可|肯定))"
)
_TELLS_ALL = re.compile(
    r"(?:^|[,。!?;:\"])据?(?P<who>[^,。!?;:\"]{2,24}?)(?:介绍|通报|发布|解读)了?[^,。!?;]{0,30}(?:情况|工作|成效|进展|举措|成果)"
)
"""市生态环境局副局长宋力介绍了2025年我市生态环境保护工作的相关情况: said of the whole story."""
_HEARD = re.compile(r"获悉|了解到|发布会|通报会")
"""2月5日,记者从新闻发布会上获悉: the day on which all that the story reports was told."""
_QUOTED = re.compile(r'"([^"]{4,})"')
_COVERED = SENTENCE_NAMES.index("covered")
_BEARS = 0.6
"""Share of the question that a sentence bears which states, in other words, what somebody is asked to have said. Reasoned."""
_NAMELESS = tuple("rdpcuftmyx")
"""Tags of words that no speaker's name or office ends with (随后他, 采访中); names themselves may have any (周明|远)."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Words that the page prints without saying who spoke them, or when."""

    sentence: Sentence
    """Where they stand."""


def speaker_of(found: Found) -> tuple[Sentence, Span] | Unsaid | None:
    """The sentence that names the speaker of the quoted words, and where; None where the question quotes no words of
    the page or asks for no speaker.
    """
    question = found.question
    if question.expects is not Expects.PERSON or not _ASKS.search(question.text):
        return None
    exactly, named = _QUOTED.findall(question.text), [t.text for t in question.terms if len(t.text) >= 4]
    quoted = [*exactly, *named]
    stated = [
        s
        for s, values in found.sentences
        if _holds(s, exactly) or (values[_COVERED] >= _BEARS and _holds(s, named))
    ]
    for sentence in stated:
        said = _beside(found, sentence, quoted)
        if said is not None:
            return said
    exact = [s for s in stated if _holds(s, exactly)]
    if not exact:
        return None
    return _teller(exact[0]) or Unsaid(exact[0])


def day_of(found: Found) -> tuple[Sentence, Span] | Unsaid | None:
    """The sentence that prints on which day the quoted words were said, and where; None as for `speaker_of`."""
    question = found.question
    if question.expects is not Expects.DATE or not TOLD_ON.search(question.text):
        return None
    quoted = _QUOTED.findall(question.text)
    stated = next((s for s, _ in found.sentences if _holds(s, quoted)), None)
    if stated is None:
        return None
    said = _beside(found, stated, quoted) or _teller(stated)
    heard = (s for s in _opening(stated) if _HEARD.search(s.folded.text))
    telling = said[0] if said and _days(said[0]) else next(heard, None)
    days = _days(telling) if telling else []
    return (telling, days[0]) if telling and len(days) == 1 else Unsaid(stated)


def _holds(sentence: Sentence, quoted: list[str]) -> bool:
    """Whether the sentence has any of the words."""
    plain = simplify(sentence.folded.text)
    return any(words in plain for words in quoted)


def _beside(found: Found, sentence: Sentence, quoted: list[str]) -> tuple[Sentence, Span] | None:
    """The speaker in the sentence itself or, for words in quotation marks, in the next one."""
    here = _said(sentence)
    if here or not _in_marks(sentence, quoted):
        return here
    text = sentence.folded.text
    following = [s for s, _ in found.sentences if s.before == text and s.passage_id == sentence.passage_id]
    return _said(following[0]) if following else None


def _in_marks(sentence: Sentence, quoted: list[str]) -> bool:
    """Whether the words stand between quotation marks on the page, which may open some sentences before."""
    page = sentence.story.bulletin.text
    for paragraph in sentence.story.story.paragraphs:
        text = simplify(fold(paragraph.of(page)).text)
        at = next((i for i in (text.find(words) for words in quoted) if i >= 0), -1)
        if at >= 0 and text.count('"', 0, at) % 2:
            return True
    return False


def _said(sentence: Sentence) -> tuple[Sentence, Span] | None:
    """The last speaker that the sentence names."""
    found = [Span(*m.span("who")) for m in _SAYS.finditer(sentence.folded.text)]
    named = [span for span in found if _is_named(sentence.folded.text, span)]
    return (sentence, _without_link(sentence.folded.text, named[-1])) if named else None


def _without_link(text: str, who: Span) -> Span:
    """The speaker without the conjunction or adverb before it: 但|国防部长."""
    inside = [t for t in tokens_of(text) if who.start <= t.span.start and t.span.end <= who.end]
    while len(inside) > 1 and inside[0].tag in ("c", "d"):
        inside = inside[1:]
    return Span(inside[0].span.start, who.end) if inside else who


def _is_named(text: str, who: Span) -> bool:
    last = [t for t in tokens_of(text) if t.span.start < who.end and who.start < t.span.end][-1]
    return not last.tag.startswith(_NAMELESS) and not _SOURCE.search(who.of(text))


_SOURCE = re.compile(
    r"(?:媒体|消息|消息人士|知情人士|报道|数据|资料|公告|通报|声明|文章|报告|统计|[社报网台])$|援引"
)
"""What a statement is quoted from (据媒体称); who spoke is somebody else."""


def _teller(stated: Sentence) -> tuple[Sentence, Span] | None:
    """Who the opening of the story says to have told what the story reports; None where it names other speakers too."""
    tells = [
        (sentence, Span(*m.span("who")))
        for sentence in _opening(stated)
        for m in _TELLS_ALL.finditer(sentence.folded.text)
        if _is_named(sentence.folded.text, Span(*m.span("who")))
    ]
    if len(tells) != 1:
        return None
    sentence, who = tells[0]
    page = stated.story.bulletin.text
    for paragraph in stated.story.story.paragraphs:
        text = fold(paragraph.of(page)).text
        for m in _SAYS.finditer(text):
            if m["who"] != who.of(sentence.folded.text) and _is_named(text, Span(*m.span("who"))):
                return None
    return sentence, who


def _opening(stated: Sentence) -> list[Sentence]:
    """The sentences of the first paragraph of the story that `stated` is of."""
    story, page = stated.story, stated.story.bulletin.text
    body = [p for p in story.story.paragraphs if p.kind is ParagraphKind.BODY][:1]
    return [
        replace(
            stated,
            spans=home(paragraph.spans, span),
            text=span.of(paragraph.of(page)),
            folded=fold(span.of(paragraph.of(page))),
            before="",
            section=None,
            opening=True,
        )
        for paragraph in body
        for span in sentences(paragraph.of(page))
    ]


def _days(sentence: Sentence) -> list[Span]:
    """The single days that the sentence prints."""
    text = sentence.folded.text
    return [
        f.span
        for f in figures_of(text)
        if f.kind is FigureKind.DATE and re.search(r"[日号]$|腊月|正月", f.text)
    ]
