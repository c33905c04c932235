"""A printed order gives its first, last and n-th, and which end a question means."""

from datetime import date

import pytest

from qa.questions import read_question
from qa.rankings import choose, read_rankings

TODAY = date(2026, 2, 6)
DAYS = "各区优良天数由多到少排序依次为:北区(不含山地)、东区、西区、南区(中区、港区因搬迁暂无数据)。"
INDEX = "空气质量综合指数按由低到高(污染由轻到重)排序依次为:西区、北区、东区。"
PLAIN = "各县造林面积从小到大分别为:甲县、乙县、丙县,均完成任务。"


def items(text: str) -> list[str]:
    (order,) = read_rankings(text)
    return [span.of(text) for span in order.items]


def test_items_keep_their_brackets_and_a_closing_remark_is_no_item() -> None:
    assert items(DAYS) == ["北区(不含山地)", "东区", "西区", "南区"]


def test_the_order_ends_with_its_list() -> None:
    assert items(PLAIN) == ["甲县", "乙县", "丙县"]


def test_a_list_without_a_stated_order_is_no_ranking() -> None:
    assert read_rankings("参加的有:甲县、乙县、丙县。") == []


@pytest.mark.parametrize(
    ("text", "asked", "chosen"),
    [
        (DAYS, "优良天数最多的是哪个区", "北区(不含山地)"),
        (DAYS, "优良天数最少的是哪个区", "南区"),
        (DAYS, "优良天数排第二的是哪个区", "东区"),
        (DAYS, "优良天数倒数第二的是哪个区", "西区"),
        (DAYS, "哪个区空气最好", "北区(不含山地)"),
        (INDEX, "综合指数最低的是哪个区", "西区"),
        (INDEX, "污染最重的是哪个区", "东区"),
        (INDEX, "空气最差的是哪个区", "东区"),
        (PLAIN, "造林面积最大的是哪个县", "丙县"),
    ],
)
def test_the_question_means_one_end_or_the_nth(text: str, asked: str, chosen: str) -> None:
    (order,) = read_rankings(text)
    span = choose(read_question(asked, today=TODAY), order)
    assert span is not None
    assert span.of(text) == chosen


def test_best_is_not_guessed_where_the_page_does_not_tell_which_end_is_good() -> None:
    (order,) = read_rankings("各队身高由高到低依次为:甲队、乙队。")
    assert choose(read_question("最好的是哪个队", today=TODAY), order) is None
