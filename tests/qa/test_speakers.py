"""Who said the words just quoted, and when: only what the page prints beside them, or what its opening says of all."""

from collections.abc import Iterator

import pytest

from qa.answers import Answer, Answered, Reason, Refused
from qa.assistant import Assistant
from tests.qa.desks import desk_over_text

PAGE = """## 青禾市供水改造全面提速

本报讯 3月2日,市水务局召开通报会,副局长周明远介绍了2025年供水工作。2025年,全市改造老旧供水管网126.8公里,比上年增加31.5公里;新建泵站14座、加压站6座。

全市自来水普及率达99.2%,管网漏损率为8.6%。

(陈小满)

## 老街菜场改造开放

本报讯 3月1日,北桥老街菜场重新开放,共有摊位86个。商户李桂兰说,新摊位水电方便多了。据菜场管理处介绍,停车位增加到40个。

“以前下雨天地上都是水。现在棚顶修好了，买菜不用打伞。”居民王大爷说。菜场夜间照明灯有120盏。

(林一)

## 湿地公园记录到白鹭

本报讯 湿地公园记录到白鹭312只,其中幼鸟45只。随后他表示,监测将持续到秋天。

## 跨江大桥年底动工

本报讯 据媒体报道,跨江大桥年底动工。但局长李桂兰宣布,跨江大桥推迟到明年春天动工。

(何山)
"""
PIPES = "2025年改造老旧供水管网多少公里?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with desk_over_text(tmp_path_factory.mktemp("speakers"), PAGE) as opened:
        yield opened


def last(desk: Assistant, *questions: str) -> Answer:
    """What is said to the last of a conversation; the page prints what it quotes."""
    answer = desk.converse(questions)[-1]
    if isinstance(answer, Answered):
        assert PAGE[answer.source.start : answer.source.end] == answer.text
    return answer


@pytest.mark.parametrize(
    ("asked", "follow", "said"),
    [
        ("菜场停车位增加到多少个?", "谁说的?", "菜场管理处"),
        (PIPES, "是谁说的?", "副局长周明远"),
        ("管网漏损率是多少?", "谁介绍的", "副局长周明远"),
        (PIPES, "哪天说的?", "3月2日"),
        ("管网漏损率是多少?", "什么时候介绍的?", "3月2日"),
        ("管网漏损率是多少?", "谁写的?", "陈小满"),
        ("2024年改造供水管网多少公里?", "谁说的?", "副局长周明远"),
    ],
)
def test_the_speaker_or_the_day_is_printed(desk: Assistant, asked: str, follow: str, said: str) -> None:
    answer = last(desk, asked, follow)
    assert isinstance(answer, Answered), answer
    assert answer.text == said


def test_a_report_is_no_speaker_and_a_conjunction_no_part_of_one(desk: Assistant) -> None:
    answer = last(desk, "谁宣布“跨江大桥推迟到明年春天动工”?")
    assert isinstance(answer, Answered)
    assert answer.text == "局长李桂兰"


@pytest.mark.parametrize(
    ("asked", "follow", "explanation"),
    [
        ("菜场共有摊位多少个?", "是谁说的?", "报上登了这句话，但没有写是谁说的。"),
        ("菜场共有摊位多少个?", "这话是哪天说的?", "报上登了这句话，但没有写是哪天说的。"),
        ("夜间照明灯有多少盏?", "谁说的?", "报上登了这句话，但没有写是谁说的。"),
        ("湿地公园白鹭有多少只?", "谁介绍的?", "报上登了这句话，但没有写是谁说的。"),
    ],
)
def test_words_printed_alone_have_no_speaker(
    desk: Assistant, asked: str, follow: str, explanation: str
) -> None:
    answer = last(desk, asked, follow)
    assert isinstance(answer, Refused), answer
    assert (answer.reason, answer.explanation) == (Reason.NOT_IN_BULLETIN, explanation)
    assert answer.related


def test_the_speaker_behind_a_quotation_of_two_sentences_is_found(desk: Assistant) -> None:
    answer = last(desk, "“现在棚顶修好了”这话是谁说的?")
    assert isinstance(answer, Answered)
    assert answer.text == "居民王大爷"
