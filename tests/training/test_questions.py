"""Questions made from statements."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from training.questions import Asked, made_questions

STATEMENT = (
    "2025年，全市国控断面优良水体比例为100%，较2024年提高16.7%，张伟局长在滨河公园介绍了46个重点项目。"
)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a seed gives the same draw again; nothing is kept secret


def drawn(sentence: str, count: int = 200) -> list[tuple[str, str, Asked]]:
    return [
        (made.text, made.answer, made.asked)
        for seed in range(count)
        for made in made_questions(sentence, seeded(seed))
    ]


def test_a_figure_gives_way_to_how_many_with_its_unit_kept() -> None:
    texts = [text for text, answer, _ in drawn("新建居民小区公园共282座投入使用。") if answer == "282座"]
    assert texts
    assert all("282" not in text for text in texts)
    assert any("多少座" in text for text in texts)


def test_a_year_is_asked_for_as_a_year_or_a_time() -> None:
    texts = [text for text, answer, _ in drawn(STATEMENT) if answer == "2025年"]
    assert texts
    assert all(any(word in text for word in ("哪一年", "哪年", "什么时候", "何时")) for text in texts)


def test_figures_are_asked_for_most() -> None:
    kinds = [asked for _, _, asked in drawn(STATEMENT)]
    assert max(Asked, key=kinds.count) is Asked.FIGURE


def test_several_questions_of_a_sentence_ask_for_different_places() -> None:
    for seed in range(50):
        answers = [made.answer for made in made_questions(STATEMENT, seeded(seed), limit=3)]
        assert len(set(answers)) == len(answers)


def test_a_name_of_the_context_is_put_in_front_now_and_then() -> None:
    made = [
        one.text
        for seed in range(200)
        for one in made_questions(STATEMENT, seeded(seed), context="图书馆竣工。")
    ]
    assert 0 < sum("图书馆" in text for text in made) < len(made) / 2


def test_nothing_to_ask_for_gives_nothing() -> None:
    assert made_questions("。。。", seeded(1)) == []
    assert made_questions("", seeded(1)) == []


def test_the_same_seed_makes_the_same_question() -> None:
    assert drawn(STATEMENT, 20) == drawn(STATEMENT, 20)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="据新华社报道，在2025年3月第五次：“《水》”张伟北京增加了12.5%个公园人。；（）aB \n",
        max_size=60,
    ),
    st.integers(),
)
def test_an_answer_is_a_piece_of_its_statement(sentence: str, seed: int) -> None:
    for made in made_questions(sentence, seeded(seed), limit=3):
        assert made.answer
        assert made.answer in sentence
