from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import clauses, sentences

PRINT = st.text(st.sampled_from("天数282.5,:，。；：！？!?”“《》）（\n \u3000aB/"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重污染天数4天。综合指数为4.13。", ["重污染天数4天。", "综合指数为4.13。"]),
        ("“坚实步伐。”2月5日,介绍了情况。", ["“坚实步伐。”", "2月5日,介绍了情况。"]),
        ("果然靠谱!”项目投产后给予认可。", ["果然靠谱!”", "项目投产后给予认可。"]),
        ("“真好！”，她说。又来了", ["“真好！”，她说。", "又来了"]),
        ("电影《你好，李焕英！》上映。", ["电影《你好，李焕英！》上映。"]),
        ("查处20起;拘留6人。", ["查处20起;拘留6人。"]),
        ("  第一段\n\u3000\u3000第二段。 \n", ["第一段", "第二段。"]),
        ("见http://a.cn/q?x=1说明。完", ["见http://a.cn/q?x=1说明。", "完"]),
        ("怎么办？！没办法……", ["怎么办？！", "没办法……"]),
        ("(全文完。)另讯", ["(全文完。)", "另讯"]),
        ("好!2月5日,开工", ["好!", "2月5日,开工"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [s.of(text) for s in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("优良天数282天,优良率为77.3%,增加34天。", ["优良天数282天", "优良率为77.3%", "增加34天"]),
        ("共1,085家，17:30开始,比分2:0。", ["共1,085家", "17:30开始", "比分2:0"]),
        ("共12,345,678元。", ["共12,345,678元"]),
        ("分别为4.9040、4.7910;连续3年下降", ["分别为4.9040、4.7910", "连续3年下降"]),
        ("依次为:娄烦县、古交市。“好。”", ["依次为", "娄烦县、古交市", "“好。”"]),
        ("", []),
    ],
)
def test_clauses_lie_between_commas_and_numbers_stay_whole(text: str, expected: list[str]) -> None:
    assert [c.of(text) for c in clauses(text)] == expected


@settings(max_examples=300, deadline=None)
@given(PRINT)
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(s.of(text) for s in spans).split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(s.of(text) == s.of(text).strip() for s in spans)


@settings(max_examples=300, deadline=None)
@given(PRINT)
def test_every_clause_lies_in_one_sentence(text: str) -> None:
    whole = sentences(text)
    found = clauses(text)
    assert all(any(s.covers(c) for s in whole) for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
