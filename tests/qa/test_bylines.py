"""A question for the reporter or photographer is told from one for anyone else."""

import pytest

from qa.bylines import asks_byline, speaks_of_the_story


@pytest.mark.parametrize(
    "question",
    [
        "空气质量那篇是谁写的",
        "这篇报道的记者是谁",
        "照片是谁拍的",
        "哪位记者采写的招聘会新闻",
        "画展那篇的作者叫什么名字",
        "谁摄的影",
        "拍这张照片的人是谁",
        "写招聘会政策对接那篇稿子的是哪位",
    ],
)
def test_who_wrote_or_photographed_is_a_question_for_the_byline(question: str) -> None:
    assert asks_byline(question)


@pytest.mark.parametrize(
    "question",
    [
        "谁介绍了大气治理情况",
        "画展由谁主办",
        "画展展出了多少幅作品",
        "记者节是哪天",
        "谁是市长",
        "写生活动什么时候举行",
        "多少名记者参加了发布会",
    ],
)
def test_who_did_anything_else_is_not(question: str) -> None:
    assert not asks_byline(question)


@pytest.mark.parametrize(
    "question",
    [
        "这篇报道的记者是谁",
        "照片是谁拍的",
        "谁摄的影",
        "那条新闻是谁写的",
        "管网漏损率是谁写的",
        "《供水改造全面提速》谁写的",
    ],
)
def test_a_question_of_the_report_itself_is_for_its_byline_alone(question: str) -> None:
    assert speaks_of_the_story(question, "供水改造全面提速")


@pytest.mark.parametrize(
    "question",
    ["《归途》是谁拍的", "《归途》是谁写的", "受伤的那位战地记者叫什么", "获金奖的手机照片是谁拍的"],
)
def test_a_work_may_be_told_of_in_the_story(question: str) -> None:
    assert not speaks_of_the_story(question, "供水改造全面提速")
