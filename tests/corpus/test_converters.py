"""Documents in, text out: what stands there in the order of reading, headings marked, nothing added."""

import builtins
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.converters import page_text
from corpus.errors import BadPage
from corpus.files import read_bulletins, read_page_file, readable_files
from tests.corpus.documents import column, docx_of, pdf_of

HEADLINE = "美丽太原建设迈出坚实步伐"
LEFT = (
    "　　本报讯 2025年1月至12月，太原市",
    "市区优良天数282天，优良率为77.3%，",
    "优良天数比上年同期增加34天。",
    "　　土壤污染防治扎实推进，从源头遏",
)
RIGHT = ("制新增污染。地下水污染防治先行先", "试，建立了名录。(陈嘉欣)")
TWO_COLUMNS = pdf_of(
    [
        (40, 40, 24, HEADLINE),
        *column(40, 80, *LEFT),
        *column(220, 80, *RIGHT),
        (220, 120, 14, "正月初八举办招聘会"),
        *column(220, 140, "　　本报讯 春节前后，我市将举办51场", "招聘会。(张勇)"),
    ]
)


def text_of(raw: bytes, name: str) -> str:
    return page_text(raw, name)[0]


def test_a_pdf_is_read_column_by_column() -> None:
    assert text_of(TWO_COLUMNS, "a.pdf") == (
        "## 美丽太原建设迈出坚实步伐\n\n"
        "本报讯 2025年1月至12月，太原市市区优良天数282天，优良率为77.3%，优良天数比上年同期增加34天。\n\n"
        "土壤污染防治扎实推进，从源头遏\n\n"
        "制新增污染。地下水污染防治先行先试，建立了名录。(陈嘉欣)\n\n"
        "## 正月初八举办招聘会\n\n"
        "本报讯 春节前后，我市将举办51场招聘会。(张勇)\n"
    )


def test_the_stories_of_a_pdf_are_whole_across_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "2026-02-06.pdf"
    path.write_bytes(TWO_COLUMNS)
    bulletin, page = read_page_file(path)
    assert [story.headline(bulletin) for story in page.stories] == [HEADLINE, "正月初八举办招聘会"]
    assert "从源头遏制新增污染" in "".join(p.of(bulletin.text) for p in page.stories[0].paragraphs)
    assert bulletin.digest == hashlib.sha256(TWO_COLUMNS).hexdigest()
    assert (bulletin.name, bulletin.encoding) == ("2026-02-06.pdf", "pdf")


def test_below_a_headline_across_both_columns_the_page_begins_anew() -> None:
    raw = pdf_of(
        [
            *column(40, 40, "甲一甲一甲一甲一甲。"),
            *column(220, 40, "甲二甲二甲二甲二甲。"),
            (40, 80, 24, "乙的标题乙的标题乙的标题"),
            *column(40, 110, "乙一乙一乙一乙一乙。"),
            *column(220, 110, "乙二乙二乙二乙二乙。"),
        ]
    )
    assert [line[:5] for line in text_of(raw, "a.pdf").split("\n\n")] == [
        "甲一甲一甲",
        "甲二甲二甲",
        "## 乙的",
        "乙一乙一乙",
        "乙二乙二乙",
    ]


def test_a_line_below_a_picture_stands_apart() -> None:
    raw = pdf_of(
        [*column(40, 40, "本报讯 正文第一段。"), (40, 165, 9, "图为活动现场。邓寅明 摄")],
        picture=(40, 60, 140, 150),
    )
    assert text_of(raw, "a.pdf") == "本报讯 正文第一段。\n\n\n图为活动现场。邓寅明 摄\n"


def test_a_docx_gives_its_headings_and_paragraphs() -> None:
    raw = docx_of(
        ("Heading 1", HEADLINE),
        ("Normal", "本报讯 甲乙丙。"),
        ("bold", "空气质量持续改善"),
        ("bold", "这一句加粗，但它是一句话。"),
        ("Normal", "第二段。(陈嘉欣)"),
    )
    assert page_text(raw, "早报.docx") == (
        "## 美丽太原建设迈出坚实步伐\n\n本报讯 甲乙丙。\n\n## 空气质量持续改善\n\n"
        "这一句加粗，但它是一句话。\n\n第二段。(陈嘉欣)\n",
        "docx",
    )


def test_an_html_page_gives_what_it_prints_and_nothing_else() -> None:
    source = """<?xml version="1.0" encoding="gbk"?><html><head><title>报</title>
    <style>p{}</style></head><body>
    <nav>首页 | 要闻</nav><h1>锚定“双目标”<br/>打好“保卫战”</h1>
    <p>本报讯 <b>优良</b>天数2<i>8</i>2天，
       优良率为77.3%。Clean air
       plan。</p><!-- 删 --><p style="display: none">看不见</p><script>x</script>
    <img src="a.jpg"/><p>图注一<br>邓寅明 摄</p>
    <table><tr><td>娄烦县</td><td>340天</td></tr><tr><td>古交市</td><td>330天</td></tr></table>
    <p><strong>小标题</strong></p><ul><li>第一，甲。</li></ul>尾巴&amp;尾</body></html>"""
    text = (
        "## 锚定“双目标” 打好“保卫战”\n\n本报讯 优良天数282天，优良率为77.3%。Clean air plan。\n\n\n"
        "图注一\n\n邓寅明 摄\n\n娄烦县 340天\n\n古交市 330天\n\n## 小标题\n\n第一，甲。\n\n尾巴&尾\n"
    )
    assert page_text(source.encode(), "a.html") == (text, "utf-8")
    assert page_text(source.encode("gb18030"), "a.HTM") == (text, "gb18030")


def test_a_web_page_is_read_to_its_end_or_refused() -> None:
    deep = "<div>" * 1500 + "甲" + "</div>" * 1500 + "<p>乙</p>"
    assert text_of(deep.encode(), "a.html") == "甲\n\n乙\n"
    with pytest.raises(BadPage, match="nests too deeply"):
        text_of(("<div>" * 3000 + "甲").encode(), "a.html")


def test_of_a_web_page_the_articles_are_read() -> None:
    source = "<body><div>热门排行</div><article><h2>题</h2><p>文。</p></article><div>版权</div></body>"
    assert text_of(source.encode(), "a.html") == "## 题\n\n文。\n"
    assert text_of(source.replace("article", "div").encode(), "a.html").startswith("热门排行\n")


def test_the_same_document_gives_the_same_text() -> None:
    assert text_of(TWO_COLUMNS, "a.pdf") == text_of(TWO_COLUMNS, "b.pdf")


@pytest.mark.parametrize(
    ("raw", "name", "told"),
    [
        (b"%PDF-1.4\nnothing", "a.pdf", "PDF"),
        (b"plain text", "a.pdf", "PDF"),
        (b"plain text", "a.docx", "docx"),
        (docx_of(("Normal", "甲。"))[:-60], "a.docx", "docx"),
        (pdf_of([]), "a.pdf", "OCR"),
        (pdf_of([(40, 40, 10, "甲。")], password="secret"), "a.pdf", "密码"),  # noqa: S106 - the test's own
        (b"\x00\x01\x02", "a.html", "文本"),
        (b"<body><script>x</script></body>", "a.html", "空的"),
        (docx_of(), "a.docx", "空的"),
    ],
    ids=["torn pdf", "no pdf", "no docx", "torn docx", "scan", "locked", "binary", "bare html", "bare docx"],
)
def test_a_document_that_cannot_be_read_is_explained(
    tmp_path: Path, raw: bytes, name: str, told: str
) -> None:
    path = tmp_path / f"2026-02-06-{name}"
    path.write_bytes(raw)
    with pytest.raises(BadPage) as caught:
        read_page_file(path)
    assert told in caught.value.detail
    assert path.name in caught.value.detail


@pytest.mark.parametrize(
    ("name", "library", "make"),
    [
        ("a.pdf", "pdfplumber", lambda: TWO_COLUMNS),
        ("a.docx", "mammoth", lambda: docx_of(("Normal", "甲。"))),
        ("a.html", "lxml", lambda: b"<p>x</p>"),
    ],
)
def test_a_missing_extra_is_named_with_its_install_line(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str, make: Callable[[], bytes]
) -> None:
    raw, plain = make(), builtins.__import__

    def without(wanted: str, *rest: object) -> object:
        if wanted.split(".")[0] == library:
            raise ImportError(wanted)
        return plain(wanted, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadPage) as caught:
        page_text(raw, name)
    assert "pip install 'bulletin-desk[documents]'" in caught.value.detail


def test_a_folder_gives_its_readable_files_by_name(tmp_path: Path) -> None:
    names = ["b.md", "a.pdf", "c.jsonl", "~$d.docx", ".e.md", "f.jpg", "g.fix.json", "A.txt"]
    for name in names:
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "h.md").mkdir()
    assert [path.name for path in readable_files(tmp_path)] == ["A.txt", "a.pdf", "b.md", "c.jsonl"]
    assert readable_files(tmp_path / "b.md") == [tmp_path / "b.md"]


def test_a_folder_without_a_readable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPage, match="without a file that is read") as caught:
        readable_files(tmp_path)
    assert ".pdf" in caught.value.detail


def test_a_document_needs_a_date_like_any_page(tmp_path: Path) -> None:
    path = tmp_path / "早报.docx"
    path.write_bytes(docx_of(("Normal", "甲。")))
    with pytest.raises(BadPage, match="--date"):
        list(read_bulletins(path))


def test_an_indent_begins_a_paragraph_and_a_centred_headline_is_one_line() -> None:
    raw = pdf_of(
        [
            (80, 40, 14, "迎泽区庙前街街道搭平台"),
            (108, 58, 14, "联通政银企三方"),
            *column(60, 90, "邓寅明 摄"),
            *column(60, 104, "本报讯 二月四日下午，街道举办银企"),
            *column(40, 118, "座谈会，三十家企业到会。"),
        ]
    )
    assert text_of(raw, "a.pdf") == (
        "## 迎泽区庙前街街道搭平台联通政银企三方\n\n邓寅明 摄\n\n"
        "本报讯 二月四日下午，街道举办银企座谈会，三十家企业到会。\n"
    )
