"""Whether, why and how: the clause that says so, and how likely it is."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.clauses
from corpus.spans import Span
from qa.candidates import clauses_of
from qa.clauses import INPUTS, SORTS, TERSE, Settled, clause_inputs, load_weights, said_with, settled
from qa.confidence import confidence
from qa.evidence import Sentence, story_text
from qa.features import sentence_features, view
from qa.questions import Expects, read_question
from qa.ranking import Ranked
from qa.reader import Reading
from qa.reader_network import LONGEST_ANSWER
from tests.qa.pages import sentences_of

TODAY = date(2026, 2, 6)
ASKED = {"whether": "停电了吗", "why": "为什么停电", "how": "停电后怎样了"}


def marking(sentence: Sentence, marked: str, odds: float = 5.0) -> Reading:
    """A reading that finds `marked` likely and nothing else."""
    text = sentence.folded.text
    scores = np.full((len(text), LONGEST_ANSWER), -10.0, np.float32)
    scores[text.index(marked), len(marked) - 1] = odds
    return Reading(scores, odds)


def said_of(asked: str, body: str, marked: str) -> Settled:
    """What the one sentence of `body` says to `asked`, where the reader marks `marked`."""
    (sentence,) = sentences_of(body)
    seen = view(read_question(asked, today=TODAY))
    values = sentence_features(seen, sentence, story_text(sentence.story))
    said = settled(seen, sentence, values, marking(sentence, marked))
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("asked", "marked", "said"),
    [
        ("西岭桥的水质达到二类了吗?", "二类", "西岭桥、南山桥的断面全年保持为二类"),
        ("断面检查会停吗?", "照常进行", "断面检查在假期和汛期都照常进行"),
        ("为什么河底村没有数据?", "站点搬迁", "因为站点搬迁而没有监测数据"),
        ("断面检查怎么做?", "照常进行", "断面检查在假期和汛期都照常进行"),
    ],
)
def test_the_clause_that_the_reader_marks_is_said(asked: str, marked: str, said: str) -> None:
    body = (
        "汾源水库的断面在全年的监测中为一类,西岭桥、南山桥的断面全年保持为二类,"
        "河底村因为站点搬迁而没有监测数据,断面检查在假期和汛期都照常进行。"
    )
    assert said_of(asked, body, marked).candidate.text == said


@pytest.mark.parametrize(
    ("body", "marked", "said"),
    [
        (
            '六项浓度实现"四降两平",全市各项主要污染物指标全部达到国家标准。',
            "四降两平",
            '六项浓度实现"四降两平"',
        ),
        ('"清水入城"52项工程已全面完工。', "全面完工", '"清水入城"52项工程已全面完工'),
        ('他说"工程已全面完工"。', "全面完工", '他说"工程已全面完工"'),
        ("西岭区(因站点搬迁,暂无数据)。", "暂无数据", "暂无数据"),
    ],
)
def test_quotation_marks_and_brackets_are_said_in_pairs(body: str, marked: str, said: str) -> None:
    text = said_of("工程完工了吗?", body, marked).candidate.text
    assert text.count('"') % 2 == 0
    assert text.count("(") == text.count(")")
    assert text == said


def test_of_a_long_clause_the_words_that_the_reader_marks_are_said() -> None:
    body = "据了解,连接东湖区和西岭区的新桥在经过两年的紧张施工之后已经正式通车。"
    assert said_of("新桥通车了吗?", body, "正式通车").candidate.text == "正式通车"
    assert said_of("新桥通车了吗?", body, "式通").candidate.text == "正式通车"


@pytest.mark.parametrize(
    ("body", "marked", "said"),
    [
        ("线路检修,因此停电一天。", "线路检修", "线路检修"),
        ("由于新桥提前通车,老桥的车流和公交客流在两周之内减少三成。", "提前通车", "由于新桥提前通车"),
        ("为方便群众办事,大厅在一楼和二楼分别增设了六处咨询台。", "方便群众办事", "为方便群众办事"),
        ("张明辞职并不是因为待遇低。", "待遇低", "张明辞职并不是因为待遇低"),
        ("茶里的咖啡因让人兴奋。", "让人兴奋", "茶里的咖啡因让人兴奋"),
        ("街头突出于旧城的新塔让游客停步。", "新塔", "街头突出于旧城的新塔让游客停步"),
    ],
)
def test_a_cause_is_said_from_the_word_that_gives_it_unless_it_is_denied(
    body: str, marked: str, said: str
) -> None:
    assert said_of("为什么停电?", body, marked).candidate.text == said


PARTS = (Span(0, 10), Span(11, 18), Span(19, 60))


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([3.0, 2.0, 2.5], Span(0, 18)),  # the third would make it long
        ([3.0, -4.0, 2.5], Span(0, 10)),  # the second is much less likely
        ([0.0, 1.0, 3.0], Span(19, 60)),
        ([2.0, 3.0, 2.5], Span(0, 18)),
    ],
)
def test_a_terse_clause_is_said_with_its_neighbour(scores: list[float], said: Span) -> None:
    assert said_with(PARTS, scores) == said


@given(
    st.sampled_from(sorted(ASKED)),
    st.text(alphabet="因为由于停电小区东湖、,。;()“”是指了2天", min_size=1, max_size=60).filter(str.strip),
)
@settings(max_examples=120, deadline=None)
def test_what_is_said_is_a_piece_of_its_sentence_and_its_score_sums_up_its_clauses(
    sort: str, body: str
) -> None:
    seen = view(read_question(ASKED[sort], today=TODAY))
    assert SORTS[seen.question.expects] == sort
    for sentence in sentences_of(body):
        values = sentence_features(seen, sentence, story_text(sentence.story))
        reading = marking(sentence, sentence.folded.text[:1])
        rows = clause_inputs(seen, sentence, values, reading)
        assert rows.shape == (len(clauses_of(sentence.folded.text)), len(INPUTS))
        said = settled(seen, sentence, values, reading)
        if said is None:
            continue
        assert said.candidate.text
        odds = load_weights()[sort].scores(rows)
        assert said.score == pytest.approx(np.log(np.exp(odds).sum()))
        assert len(said.candidate.text) <= max(
            TERSE, *(len(part) for part in clauses_of(sentence.folded.text))
        )


@pytest.mark.parametrize("sort", sorted(ASKED))
def test_what_the_reader_trusts_is_likelier_than_what_it_doubts(sort: str) -> None:
    seen = view(read_question(ASKED[sort], today=TODAY))
    (sentence,) = sentences_of("线路检修,小区停电一天。")
    values = sentence_features(seen, sentence, story_text(sentence.story))
    trusted, doubted = (
        settled(seen, sentence, values, marking(sentence, "线路检修", odds)) for odds in (5.0, -5.0)
    )
    assert trusted is not None
    assert doubted is not None
    assert trusted.score > doubted.score


def test_a_sentence_that_states_the_day_asked_about_is_told_from_one_that_states_the_month() -> None:
    seen = view(read_question("2月10日有会吗", today=TODAY))
    within = INPUTS.index("period_within")
    stated = []
    for sentence in sentences_of("腊月二十三有会。2月有会。有会。"):
        values = sentence_features(seen, sentence, story_text(sentence.story))
        stated.append(clause_inputs(seen, sentence, values, marking(sentence, "有会"))[0, within])
    assert stated == [1.0, 0.0, 0.0]


def ranked(sentence: Sentence, *odds: float) -> list[Ranked]:
    """Clauses with those log-odds, best first."""
    seen = view(read_question(ASKED["whether"], today=TODAY))
    values = sentence_features(seen, sentence, story_text(sentence.story))
    said = settled(seen, sentence, values, marking(sentence, "停电"))
    assert said is not None
    return [Ranked(said.candidate, score, (), (), clausal=True) for score in odds]


def test_a_clause_is_as_sure_as_its_share_among_all_and_none() -> None:
    (sentence,) = sentences_of("小区停电一天。")
    seen = view(read_question(ASKED["whether"], today=TODAY))
    assert confidence(seen, ranked(sentence, 0.0)) == pytest.approx(1 / 2)
    assert confidence(seen, ranked(sentence, np.log(3), np.log(2))) == pytest.approx(3 / 6)


@pytest.fixture
def other_inputs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(qa.clauses, "INPUTS", (*INPUTS, "another"))
    load_weights.cache_clear()
    yield
    load_weights.cache_clear()


@pytest.mark.usefixtures("other_inputs")
def test_weights_for_other_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="train_clauses"):
        load_weights()


def test_a_number_is_no_business_of_clauses() -> None:
    assert read_question("检查了多少家企业", today=TODAY).expects is Expects.FIGURE
    assert Expects.FIGURE not in SORTS
