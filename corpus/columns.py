"""The order in which the printed lines of a page are read, found from where they stand.

Lines of one type that follow each other in one column are a block. Blocks are put in order by the two rules
of Breuel (High Performance Document Layout Analysis, 2003): what stands above comes first within a column;
a column comes before one to its right unless something that spans both stands between them. Not handled:
vertical type, and tables, whose cells are read as columns.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.layout import ends_sentence


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points (1/72 inch), measured from its top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Characters standing side by side in one column."""

    text: str
    box: Box
    size: float
    """Of the type, in points."""
    bold: bool


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """Lines read as one."""

    text: str
    heading: bool
    apart: bool
    """Stands right below a picture."""


HEADING_SIZE = 1.15
"""Of the page's commonest type size, from which a line is a heading. Sub-headings of newspapers are set one
grade larger than the text (10.5 pt over 9 pt: 1.17), captions smaller."""
LONGEST_HEADING = 80
"""Characters; larger type that runs on longer is a lead paragraph."""

_SAME_SIZE = 0.12
"""Share by which type sizes of one paragraph differ at most; a grade of type is .15 and more."""
_LEADING = 0.95
"""Em, the widest gap between two lines of a paragraph: text is set at 1.2 to 1.9 em from line to line."""
_INDENT = 1.2
"""Em from which a line is indented; Chinese paragraphs are by 2."""
_SHORT = 2.0
"""Em by which the last line of a paragraph ends short of its column, at least, where indents do not tell."""
_EDGE = 2.6
"""Em by which the lines of a block start apart at most: an indent and some play."""


def in_order(lines: Sequence[PrintedLine], pictures: Sequence[Box] = ()) -> list[PrintedParagraph]:
    """The paragraphs of one page in reading order."""
    usual = _usual_size(lines)
    out: list[PrintedParagraph] = []
    for block in _ordered(_blocks(lines)):
        apart = any(_below(block, picture) for picture in pictures)
        for text in _paragraphs(block):
            large = block[0].size >= HEADING_SIZE * usual and not text.endswith(("。", "；"))
            marked = block[0].bold and not ends_sentence(text)
            heading = (large or marked) and len(text) <= LONGEST_HEADING
            out.append(PrintedParagraph(text, heading, apart))
            apart = False
    return out


def _usual_size(lines: Sequence[PrintedLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 0.0


def _blocks(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Lines of one column that follow each other, from the top."""
    blocks: list[list[PrintedLine]] = []
    for line in sorted(lines, key=lambda line: (line.box.top, line.box.x0)):
        fitting = [block for block in blocks if _continues(block, line)]
        if fitting:
            min(fitting, key=lambda block: line.box.top - block[-1].box.bottom).append(line)
        else:
            blocks.append([line])
    return blocks


def _continues(block: Sequence[PrintedLine], line: PrintedLine) -> bool:
    last = block[-1]
    em = last.size
    if last.bold != line.bold or abs(last.size - line.size) > _SAME_SIZE * em:
        return False
    gap = line.box.top - last.box.bottom
    if not -0.5 * em < gap < _LEADING * em or line.box.top <= last.box.top:
        return False
    left, right = min(one.box.x0 for one in block), max(one.box.x1 for one in block)
    centred = abs(line.box.x0 + line.box.x1 - left - right) < em
    return centred or (abs(line.box.x0 - left) < _EDGE * em and line.box.x1 < right + em)


def _paragraphs(block: Sequence[PrintedLine]) -> list[str]:
    """The block's lines joined, cut where an indent or a short line shows a new paragraph."""
    left, right = min(line.box.x0 for line in block), max(line.box.x1 for line in block)
    em = block[0].size
    paragraphs = [[block[0]]]
    for before, line in itertools.pairwise(block):
        indented = line.box.x0 - left > _INDENT * em or line.text.startswith(("\u3000", "  "))
        # the shorter lines of a centred headline stand in as far as an indent, but on both sides
        centred = all(abs(one.box.x0 + one.box.x1 - left - right) < em for one in (before, line))
        stands_out = indented and not centred
        ended = right - before.box.x1 > _SHORT * em and ends_sentence(before.text)
        if stands_out or ended:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [text for lines in paragraphs if (text := _joined(lines))]


def _joined(lines: Sequence[PrintedLine]) -> str:
    """The lines as one: words of Latin letters stay apart, those of Chinese and numbers are joined."""
    out = ""
    for line in lines:
        text = line.text.strip()
        if (
            out
            and text
            and out[-1].isascii()
            and out[-1].isalpha()
            and text[0].isascii()
            and text[0].isalpha()
        ):
            out += " "
        out += text
    return out


def _ordered(blocks: Sequence[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The blocks as a reader takes them; equal claims go to what stands higher, then further left."""
    ranked = sorted(blocks, key=lambda block: (block[0].box.top, block[0].box.x0))
    before = _precedence([_bounds(block) for block in ranked])
    out: list[list[PrintedLine]] = []
    open_: set[int] = set()
    done: set[int] = set()
    # depth first: what must come before a block is read just before it, so that a column stays whole
    stack = list(range(len(ranked)))[::-1]
    while stack:
        index = stack[-1]
        waiting = [] if index in open_ else [int(other) for other in np.flatnonzero(before[:, index])]
        open_.add(index)
        waiting = [other for other in waiting if other not in open_]
        if waiting:
            stack.extend(reversed(waiting))
            continue
        stack.pop()
        if index not in done:
            done.add(index)
            out.append(ranked[index])
    return out


def _bounds(block: Sequence[PrintedLine]) -> Box:
    return Box(
        min(line.box.x0 for line in block),
        block[0].box.top,
        max(line.box.x1 for line in block),
        max(line.box.bottom for line in block),
    )


def _precedence(boxes: Sequence[Box]) -> NDArray[np.bool_]:
    """bool, (n, n): whether the block of the row comes before that of the column."""
    sides = np.array([[box.x0, box.top, box.x1, box.bottom] for box in boxes]).reshape(-1, 4)
    x0, x1, height = sides[:, 0], sides[:, 2], (sides[:, 1] + sides[:, 3]) / 2
    common = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    # boxes of neighbouring columns may touch
    shares = common > 0.1 * np.minimum((x1 - x0)[:, None], x1 - x0)
    before: NDArray[np.bool_] = shares & (height[:, None] < height)
    for a, b in zip(*np.nonzero(~shares & (x0[:, None] < x0)), strict=True):
        low, high = sorted((height[a], height[b]))
        between = shares[a] & shares[b] & (low < height) & (height < high)
        before[a, b] = not between.any()
    np.fill_diagonal(before, val=False)
    return before


def _below(block: Sequence[PrintedLine], picture: Box) -> bool:
    box, em = _bounds(block), block[0].size
    common = min(box.x1, picture.x1) - max(box.x0, picture.x0)
    return -em < box.top - picture.bottom < 2.5 * em and common > (box.x1 - box.x0) / 2
