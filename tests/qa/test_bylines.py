"""A question for the reporter or photographer is told from one for anyone else."""

import pytest

from qa.bylines import asks_byline


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
