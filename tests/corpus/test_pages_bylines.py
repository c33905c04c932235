"""Signatures at the end of a line and on a line of their own."""

import pytest

from corpus.bylines import Signing, read_byline, read_opening_byline


@pytest.mark.parametrize(
    ("line", "signing", "name"),
    [
        ("提升公信力与满意度。(陈嘉欣)", Signing.CLOSING, "陈嘉欣"),
        ("有望进一步普及。(马志文)", Signing.CLOSING, "马志文"),
        ("蓄势待发。记者 李杰华 文/摄", Signing.CLOSING, "李杰华"),
        ("人工智能。(记者刘育英)(陈思)", Signing.CLOSING, "陈思"),
        ("今日复课。(记者 张勇 李丽)", Signing.CLOSING, "张勇 李丽"),
        ("今日复课。(记者 张勇 通讯员 李丽)", Signing.CLOSING, "张勇"),
        ("今日复课。张勇 文/摄", Signing.CLOSING, "张勇"),
        ("新华社记者 李莱 摄", Signing.PHOTO, "李莱"),
        ("□本报记者 张勇 通讯员 李丽", Signing.REPORTER, "张勇"),
        ("邓寅明 摄", Signing.PHOTO, "邓寅明"),
        ("本报记者张三摄", Signing.PHOTO, "张三"),
        ("本报记者 张勇", Signing.REPORTER, "张勇"),
    ],
)
def test_a_signed_line_gives_the_name_as_printed(line: str, signing: Signing, name: str) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert (byline.signing, byline.name.of(line)) == (signing, name)


@pytest.mark.parametrize(
    "line",
    ["更多精彩内容。(完)", "支持农业发展。(新华社)", "新华社发(李莱摄)", "他说,张勇来了。", "感", "摄", ""],
)
def test_a_line_that_signs_nobody_gives_none(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("本报讯(记者 张勇)昨日,", "张勇"),
        ("本报北京2月5日电（记者张勇、李丽）昨日，", "张勇、李丽"),
        ("本报讯 昨日,", None),
    ],
)
def test_a_name_behind_the_dateline_is_read(line: str, name: str | None) -> None:
    span = read_opening_byline(line)
    assert (span.of(line) if span else None) == name
