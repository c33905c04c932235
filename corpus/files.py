"""Page files on disk, read into bulletins: one page a file, or a file of ready stories.

`.md`, `.txt`, `.html`, `.docx` and `.pdf` hold one page each, whose stories `corpus.pages` finds; documents
are turned into text by `corpus.converters` first. `.jsonl` and `.jsonl.gz` hold one
ready story a line, `{"id", "text", "title"?, "date"?}`; each becomes a bulletin of its own with one story
whose body paragraphs are its lines. Text is kept as decoded: newlines stay as they are, only a byte order
mark is dropped, so spans count code points of exactly what an editor sees.
"""

import datetime
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from corpus.bulletins import Bulletin, PageStories, Paragraph, ParagraphKind, Story
from corpus.converters import DOCUMENT_SUFFIXES, page_text
from corpus.corrections import corrected_reading
from corpus.errors import BadPage
from corpus.pages import Doubt, PageReading, read_page
from corpus.rulings import Ruling, read_sidecar
from corpus.spans import Span

MAX_BYTES = 64 * 1024 * 1024
"""Longest page file, and longest line of ready stories, in bytes. A printed page is about 60 kB; a file a
thousand times that is a mistake, and refusing it keeps memory bounded."""

PAGE_SUFFIXES = (".md", ".txt", *DOCUMENT_SUFFIXES)
STORY_SUFFIXES = (".jsonl", ".jsonl.gz")

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(?P<lines>.*?)^---[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_DATE = re.compile(r"^date[ \t]*[:：][ \t]*[\"']?(?P<value>[^\"'\r\n]*?)[\"']?[ \t]*$", re.MULTILINE)
# 2026-02-06.md, 20260206.md, 晚报-2026-02-06-01版.txt
_NAME_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
# str.splitlines would also cut at form feeds, U+0085 and U+2028: no line ends to JSON or to an editor.
_LINE = re.compile(r"[^\r\n]+")


def read_bulletins(
    path: Path, *, date: datetime.date | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[tuple[Bulletin, PageStories]]:
    """The bulletins of one file with their stories: one for a page, one a line for ready stories.

    A page's date is `date`, else its front matter's, else its file name's; ready stories carry their own
    and fall back to `date`. Ready stories are read line by line, so a long file never stands in memory.

    Raises BadPage where the file is missing, not a file, of another kind, empty, binary, damaged or too
    large, where a page has no date, and, while iterating, at the first bad line of ready stories.
    """
    name = path.name.lower()
    if not name.endswith(PAGE_SUFFIXES + STORY_SUFFIXES):
        kinds = " ".join(PAGE_SUFFIXES + STORY_SUFFIXES)
        raise BadPage(
            f"{path}: not a kind of file that is read ({kinds})",
            detail=f"无法读取“{path.name}”：只支持 {kinds} 文件，请先转换格式。",
        )
    if path.is_dir():
        raise BadPage(f"{path}: a folder, not a file", detail=f"“{path}”是文件夹，请指定其中的文件。")
    if name.endswith(PAGE_SUFFIXES):
        return iter([read_page_file(path, date=date, max_bytes=max_bytes)])
    _open(path).close()  # a missing file is told at the call, not at the first record
    return _read_ready_stories(path, date=date, max_bytes=max_bytes)


def readable_files(path: Path) -> list[Path]:
    """`path` itself, or the files in that folder that can be read, by name; its own folders are not entered.

    Raises BadPage where a folder holds none, or may not be looked into.
    """
    if not path.is_dir():
        return [path]
    try:
        found = sorted(
            file
            for file in path.iterdir()
            if file.is_file()
            and not file.name.startswith((".", "~$"))  # ~$早报.docx is Word's mark on an open document
            and file.name.lower().endswith(PAGE_SUFFIXES + STORY_SUFFIXES)
        )
    except OSError as error:
        raise BadPage(
            f"{path}: cannot be looked into: {error.strerror}",
            detail=f"打不开文件夹“{path}”（{error.strerror}），请检查它的权限。",
        ) from error
    if not found:
        kinds = " ".join(PAGE_SUFFIXES + STORY_SUFFIXES)
        raise BadPage(
            f"{path}: a folder without a file that is read ({kinds})",
            detail=f"文件夹“{path}”里没有可以读取的文件（{kinds}）。",
        )
    return found


def read_page_file(
    path: Path, *, date: datetime.date | None = None, max_bytes: int = MAX_BYTES
) -> tuple[Bulletin, PageStories]:
    """The one page of a file, named for the file, its stories as an editor ruled beside it.

    Raises BadPage as `read_bulletins` does.
    """
    bulletin, reading = read_doubted_page(path, date=date, max_bytes=max_bytes)
    return bulletin, reading.page


def read_doubted_page(
    path: Path,
    *,
    date: datetime.date | None = None,
    rulings: Sequence[Ruling] | None = None,
    max_bytes: int = MAX_BYTES,
) -> tuple[Bulletin, PageReading]:
    """As `read_page_file`, with the joins that an editor should look at.

    `rulings` are followed instead of those beside the page.
    """
    raw = _bytes_of(path, max_bytes)
    text, encoding = page_text(raw, path.name)
    front = _FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    if not text[begin:].strip():
        raise BadPage(f"{path}: holds no text", detail=f"“{path.name}”是空的，没有可读的文字。")
    bulletin = Bulletin(
        name=path.name,
        date=date or _printed_date(front, path) or _named_date(path),
        text=text,
        digest=hashlib.sha256(raw).hexdigest(),
        encoding=encoding,
    )
    if bulletin.date is None:
        raise BadPage(
            f"{path}: the issue's date is in neither its front matter nor its name; give --date YYYY-MM-DD",
            detail=f"不知道“{path.name}”是哪一天的报纸：请加上 --date 年-月-日（如 --date 2026-02-06），"
            "或把日期写进文件名。",
        )
    reading = read_page(text[begin:])
    if begin:
        reading = _moved(reading, begin)
    if rulings is None:
        rulings = read_sidecar(path)
    if rulings is None:
        return bulletin, reading
    return bulletin, corrected_reading(text, reading, rulings)


def read_file_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file of any kind that a page may be, undated and unread: a draft's. BadPage as `read_bulletins`."""
    text, _ = page_text(_bytes_of(path, max_bytes), path.name)
    return text


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    with _open(path) as file:
        raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise BadPage(
            f"{path}: larger than {max_bytes} bytes",
            detail=f"“{path.name}”超过 {max_bytes // 2**20} MB，不像一张版面；请检查文件，或拆成多个文件。",
        )
    return raw


def ready_story(text: str) -> PageStories:
    """The one story of a ready text: its lines are the body, the blanks around them furniture."""
    body: list[Paragraph] = []
    furniture: list[Span] = []
    at = 0
    for line in _LINE.finditer(text):
        stripped = line.group().strip()
        if not stripped:
            continue
        start = line.start() + line.group().index(stripped)
        if at < start:
            furniture.append(Span(at, start))
        at = start + len(stripped)
        body.append(Paragraph(ParagraphKind.BODY, (Span(start, at),)))
    if at < len(text):
        furniture.append(Span(at, len(text)))
    story = Story(number=0, paragraphs=tuple(body), title=None, kicker=None, byline=None)
    return PageStories(stories=(story,) if body else (), furniture=tuple(furniture))


def _read_ready_stories(
    path: Path, *, date: datetime.date | None, max_bytes: int
) -> Iterator[tuple[Bulletin, PageStories]]:
    seen: dict[str, int] = {}
    with _open(path) as file:
        number = 0
        while line := _next_line(file, path, max_bytes):
            number += 1
            if len(line) > max_bytes:
                raise _bad_line(path, number, f"longer than {max_bytes} bytes", "这一行太长")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            bulletin = _ready_bulletin(line, path, number, date)
            if (first := seen.setdefault(bulletin.name, number)) != number:
                raise _bad_line(
                    path,
                    number,
                    f"id {bulletin.name!r} stands in line {first} already",
                    f"id “{bulletin.name}”与第 {first} 行重复",
                )
            yield bulletin, ready_story(bulletin.text)
    if not seen:
        raise BadPage(f"{path}: holds no stories", detail=f"“{path.name}”是空的，没有一条稿件。")


def _next_line(file: BinaryIO | gzip.GzipFile, path: Path, max_bytes: int) -> bytes:
    try:
        return file.readline(max_bytes + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error, OSError) as error:
        raise BadPage(
            f"{path}: cannot be read to its end: {error}",
            detail=f"“{path.name}”已损坏或没有下载完整，请重新获取这个文件。",
        ) from error


def _ready_bulletin(line: bytes, path: Path, number: int, date: datetime.date | None) -> Bulletin:
    try:
        record = json.loads(line)
    except UnicodeDecodeError as error:
        raise _bad_line(path, number, "not UTF-8", "不是 UTF-8 编码") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _bad_line(path, number, f"not JSON: {error}", "不是一条完整的 JSON") from error
    if not isinstance(record, dict):
        raise _bad_line(path, number, "not a JSON object", "应是一个 JSON 对象（{…}）")
    name, text = record.get("id"), record.get("text")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        raise _bad_line(path, number, "no id", "缺少 id")
    if not isinstance(text, str) or not text.strip():
        raise _bad_line(path, number, "no text", "缺少正文 text，或正文是空的")
    title = record.get("title")
    if title is not None and not isinstance(title, str):
        raise _bad_line(path, number, "title is not a string", "标题 title 应是字符串")
    printed = record.get("date")
    if not _encodable(name, text, title):
        # json reads "\ud83d" alone as half a character, which no file can hold.
        raise _bad_line(path, number, "holds half a surrogate pair", "含有残缺的字符（半个代理对）")
    return Bulletin(
        name=name,
        date=date if printed in (None, "") else _record_date(printed, path, number),
        text=text,
        digest=hashlib.sha256(line.rstrip(b"\r\n")).hexdigest(),
        headline=(title or "").strip() or None,
    )


def _record_date(printed: object, path: Path, number: int) -> datetime.date:
    # 2023-07-28T10:00:00+08:00 is common in exports; the day is what is asked for.
    day = _iso_date(printed[:10]) if isinstance(printed, str) else None
    if day is None:
        raise _bad_line(
            path, number, f"{printed!r} is not a date YYYY-MM-DD", f"日期 {printed!r} 不是 年-月-日 的形式"
        )
    return day


def _encodable(*parts: str | None) -> bool:
    try:
        "".join(part for part in parts if part).encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad_line(path: Path, number: int, what: str, detail: str) -> BadPage:
    return BadPage(f"{path}, line {number}: {what}", detail=f"“{path.name}”第 {number} 行有问题：{detail}。")


def _open(path: Path) -> BinaryIO | gzip.GzipFile:
    try:
        if path.name.lower().endswith(".gz"):
            return gzip.open(path)
        return path.open("rb")
    except FileNotFoundError as error:
        raise BadPage(f"{path}: no such file", detail=f"找不到文件“{path}”，请检查路径。") from error
    except OSError as error:
        raise BadPage(
            f"{path}: cannot be opened: {error.strerror}",
            detail=f"打不开文件“{path}”（{error.strerror}），请检查它的权限。",
        ) from error


def _printed_date(front: re.Match[str] | None, path: Path) -> datetime.date | None:
    line = _FRONT_DATE.search(front["lines"]) if front else None
    if line is None:
        return None
    day = _iso_date(line["value"])
    if day is None:
        raise BadPage(
            f"{path}: date {line['value']!r} in its front matter is not YYYY-MM-DD",
            detail=f"“{path.name}”开头写的日期“{line['value']}”不是 年-月-日 的形式（如 2026-02-06）。",
        )
    return day


def _named_date(path: Path) -> datetime.date | None:
    for match in _NAME_DATE.finditer(path.stem):
        day = _iso_date("-".join(part for part in match.groups() if part))
        if day is not None:
            return day
    return None


def _iso_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _moved(reading: PageReading, by: int) -> PageReading:
    """The same reading `by` code points further on, what stands before it added to the furniture."""

    def moved(span: Span | None) -> Span | None:
        return span.shifted(by) if span else None

    stories = tuple(
        Story(
            number=story.number,
            paragraphs=tuple(
                Paragraph(paragraph.kind, tuple(span.shifted(by) for span in paragraph.spans))
                for paragraph in story.paragraphs
            ),
            title=moved(story.title),
            kicker=moved(story.kicker),
            byline=moved(story.byline),
            confidence=story.confidence,
        )
        for story in reading.page.stories
    )
    furniture = (Span(0, by), *(span.shifted(by) for span in reading.page.furniture))
    doubts = tuple(
        Doubt(doubt.end.shifted(by), doubt.start.shifted(by), doubt.probability, doubt.reason)
        for doubt in reading.doubts
    )
    return PageReading(PageStories(stories, furniture), doubts)
