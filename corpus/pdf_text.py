"""The text of a PDF page, column by column: a line a paragraph, `## ` before headings, blank lines between.

The characters are taken with their places and put into lines here; `corpus.columns` finds the order. Not
handled: scans without text, vertical type, and characters whose fonts do not say what they mean (they come
out as the font claims).
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from corpus.columns import Box, PrintedLine, in_order
from corpus.errors import BadPage
from corpus.extras import missing_extra

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pdfplumber.page import Page

MAX_PAGES = 200
"""Pages of one file. A paper has up to some dozens; a book is not an issue, and would take minutes."""

GUTTER = 1.2
"""Em between two characters of one height from which they stand in different columns: gutters of newspapers
are 1 to 2 em wide, and justified text is spaced by less than half an em."""
NARROW_GUTTER = 0.6
"""Em from which they do if the lines above or below are open at the same place."""
_AROUND = 8.0
"""Em on either side within which lines are asked whether they are open there: past an indent, not past a column."""

SMALLEST_PICTURE = 36.0
"""Points, side of the smallest picture; rules and ornaments are smaller."""

_OF_DAMAGE = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError, struct.error)
"""What pdfminer and pdfplumber let through, beside errors of their own, from a file with bytes changed at
random. Only their reading stands in the `try`."""

_BOLD = re.compile(r"bold|heavy|black|heiti|simhei|[-_]w[789]\b|黑体", re.IGNORECASE)
_SAME_HEIGHT = 0.3
"""Em by which the feet of the characters of one line differ at most: digits in another font sit a little
higher, the next line is a whole em away."""

_OTHER_TYPE = 1.25
"""Times the type of the text is that of a headline in the column beside it, at least."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """One printed character."""

    text: str
    x0: float
    x1: float
    foot: float
    """Of the type's base line, in points from the top of the page."""
    size: float
    bold: bool


def pdf_text(raw: bytes, name: str) -> str:
    """The text as `corpus.pages` reads it, pages one after the other.

    Raises BadPage, naming `name`, where the extra for documents is not installed, or `raw` is no PDF file,
    damaged, protected by a password, a scan without text, or longer than `MAX_PAGES` pages.
    """
    try:
        import pdfplumber
        from pdfminer.pdfexceptions import PDFException
        from pdfminer.psexceptions import PSException
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
    except ImportError as error:
        raise missing_extra(name) from error
    pages: list[tuple[list[_Mark], list[Box]]] = []
    try:
        with pdfplumber.open(BytesIO(raw)) as document:
            if len(document.pages) > MAX_PAGES:
                raise BadPage(
                    f"{name}: {len(document.pages)} pages, more than {MAX_PAGES}",
                    detail=f"“{name}”有 {len(document.pages)} 页，超过 {MAX_PAGES} 页；请按期或按版拆开。",
                )
            for page in document.pages:
                pages.append((_marks(page), _pictures(page)))
                page.close()
    except (PdfminerException, MalformedPDFException, PDFException, PSException, *_OF_DAMAGE) as error:
        raise BadPage(
            f"{name}: not a PDF file, damaged, or protected: {error!r}",
            detail=f"“{name}”不是 PDF 文件，或已损坏、加了密码；请重新导出一份不加密的 PDF。",
        ) from error
    text = "".join(part for marks, pictures in pages for part in _text(marks, pictures)).strip("\n")
    if not text:
        raise BadPage(
            f"{name}: a PDF without text; it may be a scan",
            detail=f"“{name}”里没有文字，可能是扫描件；请先做文字识别（OCR），再加入识别出的文字。",
        )
    return text + "\n"


def _pictures(page: "Page") -> list[Box]:
    return [
        Box(image["x0"], image["top"], image["x1"], image["bottom"])
        for image in page.images
        if min(image["x1"] - image["x0"], image["bottom"] - image["top"]) >= SMALLEST_PICTURE
    ]


def _marks(page: "Page") -> list[_Mark]:
    height = float(page.height)
    return [
        _Mark(
            text=char["text"],
            x0=char["x0"],
            x1=char["x1"],
            foot=height - char["matrix"][5],
            size=char["size"],
            bold=bool(_BOLD.search(char["fontname"])),
        )
        for char in page.chars
        if char["upright"] and char["size"] > 0
    ]


def _text(marks: Sequence[_Mark], pictures: Sequence[Box]) -> Iterator[str]:
    for paragraph in in_order(_lines(marks), pictures):
        # a second blank line is how the page reader knows of a picture
        yield (
            ("\n" if paragraph.apart else "") + ("## " if paragraph.heading else "") + paragraph.text + "\n\n"
        )


def _lines(marks: Sequence[_Mark]) -> list[PrintedLine]:
    """Characters of one height put side by side, cut at gutters; from the left, each line as it closes."""
    places = np.array([(mark.x0, mark.x1, mark.foot, mark.size) for mark in marks]).reshape(-1, 4)
    out: list[PrintedLine] = []
    growing: list[list[_Mark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.x0, mark.foot)):
        still: list[list[_Mark]] = []
        taken = False
        for line in growing:
            last = line[-1]
            em = min(mark.size, last.size)
            if mark.x0 - last.x1 > GUTTER * last.size:
                out += _line(line)
                continue
            still.append(line)
            if taken or not _beside(last, mark):
                continue
            if mark.text == last.text and mark.x0 - last.x0 < 0.2 * em:
                taken = True  # printed twice, a hair apart, to look bold
            elif mark.x0 - last.x1 < NARROW_GUTTER * em or not _gutter(places, last, mark):
                line.append(mark)
                taken = True
        if not taken:
            still.append([mark])
        growing = still
    for line in growing:
        out += _line(line)
    return out


def _beside(left: _Mark, right: _Mark) -> bool:
    """Whether two characters may stand in one line: of one height, and alike in size or close together."""
    em, larger = sorted((left.size, right.size))
    level = abs(left.foot - right.foot) < _SAME_HEIGHT * em
    return level and (larger < _OTHER_TYPE * em or right.x0 - left.x1 < 0.3 * em)


def _gutter(places: "NDArray[np.float64]", left: _Mark, right: _Mark) -> bool:
    """Whether the lines above, or those below, are open where `left` and `right` stand apart."""
    em, middle = left.size, (left.x1 + right.x0) / 2
    x0, x1, foot, size = places.T
    around = (x0 < right.x1 + _AROUND * em) & (x1 > left.x0 - _AROUND * em)
    alike = (np.abs(size - em) < 0.3 * em) & around
    for way in (-1, 1):
        away = (foot - left.foot) * way
        near = alike & (away > 0.5 * em) & (away < 2.5 * em)
        both_sides = (near & (x1 <= middle)).any() and (near & (x0 >= middle)).any()
        if both_sides and not (near & (x0 < middle) & (middle < x1)).any():
            return True
    return False


def _line(marks: Sequence[_Mark]) -> list[PrintedLine]:
    text = "".join(mark.text for mark in marks)
    if not text.strip():
        return []
    printed = [mark for mark in marks if not mark.text.isspace()]
    size = max(mark.size for mark in printed)
    foot = max(mark.foot for mark in printed)
    return [
        PrintedLine(
            text=text.rstrip(),
            box=Box(printed[0].x0, foot - size, printed[-1].x1, foot),
            size=size,
            bold=all(mark.bold for mark in printed),
        )
    ]
