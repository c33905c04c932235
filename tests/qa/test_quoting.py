"""Every quotation is a slice of its page, also where folding changed widths and where a column end cuts a word."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bulletins import Bulletin
from corpus.errors import ArchiveError
from corpus.spans import Span
from corpus.text import fold
from qa.quoting import figures_in, printed, quote_sentence
from tests.qa.pages import sentences_of


def test_the_answer_is_marked_inside_its_sentence() -> None:
    first, second = sentences_of("优良天数２８２天。重污染天数4天。")
    at = first.folded.text.index("282天")
    answer, quote, source = quote_sentence(first, Span(at, at + 4))
    assert (answer, quote.before, quote.after) == ("２８２天", "优良天数", "。")
    page = first.story.bulletin.text
    assert page[source.start : source.end] == answer
    assert str(quote_sentence(second, Span(0, 2))[1]) == "重污染天数4天。"


def test_blanks_between_two_halves_are_kept_and_foreign_text_is_not() -> None:
    page = Bulletin(name="p", date=None, text="从源头遏\n\n制污染[图]扎实", digest="0")
    assert printed(page, (Span(0, 4), Span(6, 9))) == "从源头遏\n\n制污染"
    assert printed(page, (Span(0, 4), Span(12, 14))) == "从源头遏扎实"


@given(st.text(alphabet="优良天数２82,，。“”（)第 .\n年", min_size=1, max_size=40), st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_quoted_stands_on_the_page(body: str, data: st.DataObject) -> None:
    if not body.strip():
        return
    for sentence in sentences_of(body):
        size = len(sentence.folded.text)
        start = data.draw(st.integers(0, size - 1))
        end = data.draw(st.integers(start + 1, size))
        answer, quote, source = quote_sentence(sentence, Span(start, end))
        page = sentence.story.bulletin.text
        assert page[source.start : source.end] == answer
        assert str(quote) == sentence.text


def test_a_sentence_that_its_page_does_not_print_is_not_quoted() -> None:
    (sentence,) = sentences_of("优良天数282天。")
    changed = replace(sentence, text="优良天数283天。", folded=fold("优良天数283天。"))
    with pytest.raises(ArchiveError, match="bulletin verify"):
        quote_sentence(changed, Span(4, 8))


def test_the_figures_of_an_answer_are_slices_of_its_sentence() -> None:
    (sentence,) = sentences_of("优良天数２８２天,重污染天数4天。")
    figures = figures_in(sentence, Span(0, len(sentence.folded.text)))
    assert [m.figure.span.of(sentence.text) for m in figures] == ["２８２天", "4天"]
