"""Why, whether, what is, and all of which: the clause, sentence or list that says so."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.candidates import Candidate
from qa.clausal import LONGEST_WHOLE, ruled, settled
from qa.evidence import Sentence, story_text
from qa.features import View, sentence_features, view
from qa.finding import SENTENCE_WEIGHT
from qa.lists import whole_list
from qa.questions import read_question
from qa.ranking import sentence_score
from qa.reader import Reading
from qa.reader_network import LONGEST_ANSWER
from tests.qa.pages import sentences_of

TODAY = date(2026, 2, 6)


def scored(seen: View, body: str) -> list[tuple[Candidate, float]]:
    """What rules offer on a page of `body`, with their scores and those of the sentences, best first."""
    rows = [(s, sentence_features(seen, s, story_text(s.story))) for s in sentences_of(body)]
    found = [(c, SENTENCE_WEIGHT * sentence_score(v) + own) for s, v in rows for c, own in ruled(seen, s)]
    return sorted(found, key=lambda pair: -pair[1])


def offered(asked: str, body: str) -> list[str]:
    """What is offered for `asked` on a page of `body`, best first."""
    seen = view(read_question(asked, today=TODAY))
    return [candidate.text for candidate, _ in scored(seen, body)]


@pytest.mark.parametrize(
    ("asked", "body", "cause"),
    [
        (
            "西岭区为什么没有数据",
            "各区优良天数排序依次为:东湖区、北山区(西岭区因站点搬迁暂无数据)。",
            "因站点搬迁",
        ),
        (
            "他为什么把画捐给美术馆",
            "开幕式上,他因为感念家乡养育之恩,将3幅作品捐给市美术馆。",
            "因为感念家乡养育之恩",
        ),
        ("车流为何减少", "由于新桥提前通车,老桥车流减少三成。", "由于新桥提前通车"),
        ("为什么设咨询台", "为方便群众办事,大厅设了咨询台。", "为方便群众办事"),
    ],
)
def test_why_is_answered_by_the_words_of_cause(asked: str, body: str, cause: str) -> None:
    assert offered(asked, body)[0] == cause


def test_so_is_no_cause() -> None:
    assert offered("为什么停电", "线路检修,因此停电一天。")[0] == "线路检修"


def test_whether_is_answered_by_the_whole_sentence_that_settles_it() -> None:
    body = "新桥全长2公里。新桥已于2月1日通车,老桥同时封闭。市民可以乘船。"
    assert offered("新桥通车了吗", body)[0] == "新桥已于2月1日通车,老桥同时封闭"


def test_of_a_long_sentence_only_the_clauses_that_settle_it_are_said() -> None:
    body = f"据介绍,{'各部门加强协作,' * 14}新桥已于2月1日通车。"
    best = offered("新桥通车了吗", body)[0]
    assert "新桥已于2月1日通车" in best
    assert len(best) <= LONGEST_WHOLE


def test_what_is_is_answered_by_the_sentence_that_defines_it() -> None:
    body = "绿证交易额去年增长。绿证是可再生能源电量的电子凭证,由主管部门核发。"
    assert offered("什么是绿证", body)[0].startswith("绿证是可再生能源电量的电子凭证")


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ("哪些企业参加网络招聘会", ["华兴机械", "长河纺织", "明光电子"]),
        ("招聘会有哪四个环节", ["政策宣讲", "岗位推介", "现场面试", "技能展示"]),
    ],
)
def test_which_ones_is_answered_by_the_whole_list(asked: str, items: list[str]) -> None:
    body = (
        "网络招聘会9日举办,华兴机械、长河纺织、明光电子参加。"
        "招聘会设置政策宣讲、岗位推介、现场面试、技能展示等环节。"
    )
    seen = view(read_question(asked, today=TODAY))
    best, _ = scored(seen, body)[0]
    text = best.sentence.folded.text
    assert [item.of(text) for item in whole_list(best)[1]] == items


def test_a_number_is_no_business_of_this_module() -> None:
    assert offered("检查了多少家企业", "执法人员检查企业820家,其中化工企业110家。") == []


@given(
    st.sampled_from(["为什么停电", "停电了吗", "什么是停电", "哪些小区停电", "停电"]),
    st.text(alphabet="因为由于停电小区东湖、,。;()“”是指了2天", min_size=1, max_size=60).filter(str.strip),
)
@settings(max_examples=120, deadline=None)
def test_what_is_offered_is_a_piece_of_its_sentence(asked: str, body: str) -> None:
    seen = view(read_question(asked, today=TODAY))
    for candidate, _ in scored(seen, body):
        assert candidate.text
        assert candidate.text in candidate.sentence.folded.text


def test_no_half_of_a_pair_of_brackets_is_offered_at_an_edge() -> None:
    body = "各区优良天数排序依次为:东湖区、北山区(西岭区因站点搬迁,暂无数据)。"
    for text in offered("西岭区咋没有数据", body):
        assert not text.endswith(")") or "(" in text
        assert not text.startswith("(") or ")" in text


def marking(sentence: Sentence, marked: str) -> Reading:
    """A reading that finds `marked` likely and nothing else."""
    text = sentence.folded.text
    scores = np.full((len(text), LONGEST_ANSWER), -10.0, np.float32)
    scores[text.index(marked), len(marked) - 1] = 5.0
    return Reading(scores, 5.0)


@pytest.mark.parametrize(
    ("asked", "marked", "said"),
    [
        ("西岭桥的水质达到二类了吗?", "二类", "西岭桥、南山桥为二类"),
        ("断面检查会停吗?", "照常进行", "断面检查照常进行"),
        ("什么是断面?", "采样的地方", "采样的地方"),
    ],
)
def test_what_the_reader_marks_is_said_with_the_clause_that_bears_the_question(
    asked: str, marked: str, said: str
) -> None:
    body = "其中,汾源水库为一类,西岭桥、南山桥为二类,河底村为三类,断面检查照常进行,断面是采样的地方。"
    (sentence,) = sentences_of(body)
    candidate = settled(view(read_question(asked, today=TODAY)), sentence, marking(sentence, marked))
    assert candidate is not None
    assert candidate.text == said


def test_of_a_long_clause_without_marks_the_marked_words_are_said_with_it() -> None:
    body = f"{'桥' * (LONGEST_WHOLE + 20)}已经通车。"
    (sentence,) = sentences_of(body)
    candidate = settled(view(read_question("桥通车了吗?", today=TODAY)), sentence, marking(sentence, "通车"))
    assert candidate is not None
    assert candidate.text == body.rstrip("。")


@pytest.mark.parametrize(
    ("body", "marked", "said"),
    [
        ('六项浓度实现"四降两平",各项达标。', "四降两平", '六项浓度实现"四降两平"'),
        ('"清水入城"52项工程已全面完工。', "全面完工", '"清水入城"52项工程已全面完工'),
        ('他说"工程已全面完工"。', "全面完工", '他说"工程已全面完工"'),
    ],
)
def test_quotation_marks_are_said_in_pairs(body: str, marked: str, said: str) -> None:
    (sentence,) = sentences_of(body)
    candidate = settled(
        view(read_question("工程完工了吗?", today=TODAY)), sentence, marking(sentence, marked)
    )
    assert candidate is not None
    assert candidate.text.count('"') % 2 == 0
    assert candidate.text == said
