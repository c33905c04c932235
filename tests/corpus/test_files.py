"""Files in, bulletins out: encodings, dates, and every way a file can be wrong."""

import datetime
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadPage
from corpus.files import read_bulletins, read_page_file, ready_story
from corpus.spans import Span, joined

PAGE = "## 汾河水质好转\n\n本报讯 2025年,优良断面8个。(王一)\n"
DAY = datetime.date(2026, 2, 6)


def page_file(folder: Path, content: bytes, name: str = "2026-02-06.md") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PAGE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "utf-8"),
        (PAGE.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PAGE.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_each_encoding_gives_the_same_text_without_its_mark(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    ((bulletin, _),) = read_bulletins(page_file(tmp_path, content))
    assert bulletin.text == PAGE
    assert bulletin.encoding == encoding
    assert bulletin.digest == hashlib.sha256(content).hexdigest()
    assert (bulletin.name, bulletin.date) == ("2026-02-06.md", DAY)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay_as_they_are(tmp_path: Path, newline: str) -> None:
    text = PAGE.replace("\n", newline)
    bulletin, page = read_page_file(page_file(tmp_path, text.encode()))
    assert bulletin.text == text
    assert page.stories[0].headline(bulletin) == "汾河水质好转"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-02-06.md", DAY),
        ("20260206.txt", DAY),
        ("晚报-2026-02-06-01版.md", DAY),
        ("120260206.md", None),
        ("2026-13-06.md", None),
        ("要闻.md", None),
    ],
)
def test_the_date_in_a_file_name(tmp_path: Path, name: str, day: datetime.date | None) -> None:
    path = page_file(tmp_path, PAGE.encode(), name)
    if day is None:
        with pytest.raises(BadPage, match="--date") as caught:
            read_page_file(path)
        assert "--date" in caught.value.detail
    else:
        assert read_page_file(path)[0].date == day


def test_the_given_date_goes_before_front_matter_and_that_before_the_name(tmp_path: Path) -> None:
    front = f"---\ntitle: 早报\ndate: 2026-02-05\n---\n{PAGE}"
    path = page_file(tmp_path, front.encode())
    assert read_page_file(path)[0].date == datetime.date(2026, 2, 5)
    assert read_page_file(path, date=datetime.date(2026, 2, 4))[0].date == datetime.date(2026, 2, 4)


def test_front_matter_is_furniture_and_the_stories_stand_behind_it(tmp_path: Path) -> None:
    front = "---\r\ndate: '2026-02-05'\r\n---\r\n"
    bulletin, page = read_page_file(page_file(tmp_path, (front + PAGE).encode()))
    assert page.furniture[0] == Span(0, len(front))
    assert bulletin.text == front + PAGE
    assert page.stories[0].headline(bulletin) == "汾河水质好转"


def test_a_date_in_front_matter_that_is_none_is_told(tmp_path: Path) -> None:
    path = page_file(tmp_path, f"---\ndate: 二月六日\n---\n{PAGE}".encode())
    with pytest.raises(BadPage, match="front matter") as caught:
        read_page_file(path)
    assert "二月六日" in caught.value.detail


def test_a_rule_between_paragraphs_is_no_front_matter(tmp_path: Path) -> None:
    text = f"{PAGE}\n---\n\n又一段。\n"
    bulletin, _ = read_page_file(page_file(tmp_path, text.encode()))
    assert (bulletin.text, bulletin.date) == (text, DAY)


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (" \r\n\u3000\t\n".encode(), "空的"),
        (b"---\ndate: 2026-02-06\n---\n\n", "空的"),
        (PNG, "不是文本"),
        (bytes(range(1, 32)) * 9, "不是文本"),
        (PAGE.encode("utf-16-le"), "不是文本"),
        (PAGE.encode().replace("断".encode(), b"\xe6\x96"), "已损坏"),
        (PAGE.encode("gb18030")[:-4] + b"\xff\xff\n", "编码"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le") + b"\x00", "编码"),
    ],
)
def test_what_is_no_page_is_refused_with_advice(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(BadPage) as caught:
        read_bulletins(page_file(tmp_path, content))
    assert says in caught.value.detail
    assert "2026-02-06.md" in caught.value.detail


def test_missing_folder_unknown_and_large_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPage, match="no such file"):
        read_bulletins(tmp_path / "2026-02-06.md")
    with pytest.raises(BadPage, match="no such file"):
        read_bulletins(tmp_path / "stories.jsonl")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(BadPage, match="folder"):
        read_bulletins(tmp_path / "folder.md")
    with pytest.raises(BadPage, match="kind of file"):
        read_bulletins(page_file(tmp_path, PAGE.encode(), "2026-02-06.doc"))
    path = page_file(tmp_path, PAGE.encode())
    with pytest.raises(BadPage, match="larger than"):
        read_bulletins(path, max_bytes=20)
    assert read_page_file(path, max_bytes=len(PAGE.encode()))[0].text == PAGE


def stories_file(folder: Path, *lines: str) -> Path:
    return page_file(folder, "\n".join(lines).encode(), "news.jsonl")


def record(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_ready_stories_keep_text_title_and_date(tmp_path: Path) -> None:
    text = "　　本报讯 首段。\r\n\r\n  第二段。\n"
    path = stories_file(
        tmp_path,
        record(id="a", text=text, title="标题", date="2023-07-28"),
        "",
        record(id=7, text="无题", date=None),
        record(id="c", text="晚", date="2023-07-29T08:00:00+08:00"),
    )
    (one, page), (two, _), (three, _) = read_bulletins(path, date=DAY)
    assert (one.name, one.text, one.headline, one.date) == ("a", text, "标题", datetime.date(2023, 7, 28))
    assert [paragraph.of(text) for paragraph in page.stories[0].paragraphs] == ["本报讯 首段。", "第二段。"]
    assert (two.name, two.headline, two.date) == ("7", None, DAY)
    assert three.date == datetime.date(2023, 7, 29)


def test_ready_stories_may_be_undated_and_compressed(tmp_path: Path) -> None:
    path = page_file(
        tmp_path, gzip.compress(b"\xef\xbb\xbf" + record(id="a", text="甲").encode()), "n.jsonl.gz"
    )
    ((bulletin, _),) = read_bulletins(path)
    assert (bulletin.text, bulletin.date) == ("甲", None)


GOOD = record(id="a", text="甲")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "b", "text": "乙"', "JSON"),
        ("[" * 100_000, "JSON"),
        ('["b", "乙"]', "JSON 对象"),
        (record(text="乙"), "id"),
        (record(id=" ", text="乙"), "id"),
        (record(id="b"), "text"),
        (record(id="b", text=" \n"), "text"),
        (record(id="b", text=["乙"]), "text"),
        (record(id="b", text="乙", title=3), "title"),
        (record(id="b", text="乙", date="七月"), "七月"),
        (record(id="b", text="乙", date=20230728), "20230728"),
        ('{"id": "b", "text": "\\ud83d"}', "残缺"),
        (GOOD, "第 1 行重复"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, line: str, says: str) -> None:
    pages = read_bulletins(stories_file(tmp_path, GOOD, line))
    assert next(pages)[0].text == "甲"
    with pytest.raises(BadPage, match="line 2") as caught:
        next(pages)
    assert "第 2 行" in caught.value.detail
    assert says in caught.value.detail


def test_torn_foreign_and_empty_story_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPage, match="no stories"):
        list(read_bulletins(stories_file(tmp_path, "", " ")))
    with pytest.raises(BadPage, match="not UTF-8"):
        list(read_bulletins(page_file(tmp_path, GOOD.encode("gb18030"), "gb.jsonl")))
    with pytest.raises(BadPage, match="line 1: longer"):
        list(read_bulletins(stories_file(tmp_path, GOOD), max_bytes=8))
    with pytest.raises(BadPage, match="to its end"):
        list(read_bulletins(page_file(tmp_path, gzip.compress(GOOD.encode() * 9)[:-9], "torn.jsonl.gz")))
    with pytest.raises(BadPage, match="to its end"):
        list(read_bulletins(page_file(tmp_path, GOOD.encode(), "plain.jsonl.gz")))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=150)
def test_a_ready_story_and_its_furniture_hold_every_character_once(text: str) -> None:
    page = ready_story(text)
    spans = [span for story in page.stories for one in story.paragraphs for span in one.spans]
    everything = sorted([*spans, *page.furniture])
    assert joined(text, everything) == text
    assert all(span.of(text).strip() for span in spans)
    assert not joined(text, page.furniture).strip()
