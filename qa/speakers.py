"""Who said it: the speaker printed beside the words that a question quotes.

A page puts the speaker before or after the quotation, often in the next sentence (“…很方便。”一家店的负责人说。), where no
word of the question stands. Only questions that ask for a speaker are read here.
"""

import re

from corpus.spans import Span
from qa.evidence import Sentence
from qa.finding import Found
from qa.questions import Expects

_ASKS = re.compile(
    r"谁(?:说|讲|表示|评价|介绍|强调|认为)|(?:谁|哪位|什么人)的(?:话|评价|原话|说法|观点)|(?:话|评价|说法|感慨|观点)(?:是|出自)(?:谁|哪位|什么人)"
)
_SAYS = re.compile(
    r"(?:^|[,。!?;:\"”])(?P<who>[^,。!?;:\"]{2,24}?)(?:说道?|表示|介绍|坦言|告诉|指出|强调|认为|称|感慨|给予[^,。]{0,6}(?:评价|认可|肯定))"
)


def speaker_of(found: Found) -> tuple[Sentence, Span] | None:
    """The sentence that names the speaker of the quoted words, and where; None where the question quotes none."""
    question = found.question
    if question.expects is not Expects.PERSON or not _ASKS.search(question.text):
        return None
    quoted = [t.text for t in question.terms if len(t.text) >= 4]
    for sentence, _ in found.sentences:
        text = sentence.folded.text
        if any(words in text for words in quoted):
            here = _said(sentence)
            if here:
                return here
            following = [
                s for s, _ in found.sentences if s.before == text and s.passage_id == sentence.passage_id
            ]
            after = _said(following[0]) if following else None
            if after:
                return after
    return None


def _said(sentence: Sentence) -> tuple[Sentence, Span] | None:
    found = list(_SAYS.finditer(sentence.folded.text))
    return (sentence, Span(*found[-1].span("who"))) if found else None
