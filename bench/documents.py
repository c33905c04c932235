"""Pages typeset in columns as a PDF and read back: how many stories come out as they do from the text.

    python -m bench.documents ../shared/data/pages_dev --pages 20 --columns 5 --gutter 2

Paragraphs are indented by two em and flow from column to column, headings stand in their column at one and a
half times the size, and a picture stands where the text leaves a wider gap. The middle dot is left out of the
comparison: the font used, one that every PDF reader knows, has none.
"""

import argparse
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.layout import Block, read_blocks
from corpus.pages import read_stories
from corpus.pdf_text import pdf_text

FONT = "STSong-Light"
WIDTH, HEIGHT, MARGIN = 1000.0, 1400.0, 50.0
"""Points; about a broadsheet page at the size of text below."""
TEXT, HEADING = 9.0, 14.0
LEADING = 1.5
"""Em from line to line."""
PICTURE = 50.0


def wrapped(text: str, size: float, width: float, indent: float) -> Iterator[str]:
    """The text cut into lines of `width` points, the first of them shorter by `indent`."""
    line, at = "", indent
    for character in text:
        wide = pdfmetrics.stringWidth(character, FONT, size)
        if at + wide > width + 0.01:
            yield line
            line, at = "", 0.0
        line += character
        at += wide
    if line:
        yield line


def typeset(blocks: list[Block], *, columns: int, gutter: float) -> bytes:
    """A PDF of the blocks in so many columns, `gutter` em of text apart."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True)
    width = (WIDTH - 2 * MARGIN - gutter * TEXT * (columns - 1)) / columns
    picture = ImageReader(Image.new("RGB", (8, 8)))
    column, foot = 0, HEIGHT - MARGIN

    def make_room(height: float) -> None:
        nonlocal column, foot
        if foot - height < MARGIN:
            column, foot = column + 1, HEIGHT - MARGIN
        if column == columns:
            canvas.showPage()
            column = 0
        foot -= height

    for block in blocks:
        size, indent = (HEADING, 0.0) if block.heading else (TEXT, 2 * TEXT)
        if block.apart:
            make_room(PICTURE + TEXT)
            canvas.drawImage(picture, MARGIN + column * (width + gutter * TEXT), foot, width, PICTURE)
        for number, line in enumerate(wrapped(block.text, size, width, indent)):
            make_room(size * LEADING)
            canvas.setFont(FONT, size)
            left = MARGIN + column * (width + gutter * TEXT)
            canvas.drawString(left + (0 if number else indent), foot, line)
    canvas.save()
    return out.getvalue()


def stories_of(text: str) -> set[str]:
    """The stories of a page as what they print, without spaces and widths."""
    return {
        unicodedata.normalize("NFKC", "".join("".join(p.of(text) for p in story.paragraphs).split())).replace(
            "·", ""
        )
        for story in read_stories(text).stories
    }


def main() -> None:
    """Print how many stories of the pages survive the way through a PDF."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--columns", type=int, default=5)
    parser.add_argument("--gutter", type=float, default=2.0)
    options = parser.parse_args()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    same = stories = 0
    for path in sorted(options.folder.glob("page_*.md"))[: options.pages]:
        text = path.read_text(encoding="utf-8")
        raw = typeset(read_blocks(text), columns=options.columns, gutter=options.gutter)
        wanted = stories_of(text)
        same += len(wanted & stories_of(pdf_text(raw, path.name)))
        stories += len(wanted)
    print(f"{same} of {stories} stories are the same ({same / stories:.3f})")


if __name__ == "__main__":
    main()
