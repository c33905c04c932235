"""Documents for the tests, made on the spot: docx and pdf files from a few lines of text."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
"""One of the fonts that every PDF reader knows, so that none is put into the file."""

PAGE_HEIGHT = 500.0


def docx_of(*paragraphs: tuple[str, str]) -> bytes:
    """A Word document of paragraphs (style, text); the style `bold` is a plain paragraph in bold."""
    document = Document()
    for style, text in paragraphs:
        if style == "bold":
            document.add_paragraph().add_run(text).bold = True
        else:
            document.add_paragraph(text, style=style)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_of(
    lines: Sequence[tuple[float, float, float, str]],
    *,
    picture: tuple[float, float, float, float] | None = None,
    password: str | None = None,
) -> bytes:
    """A PDF page of lines (left, foot, size, text), in points from the top left corner."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, PAGE_HEIGHT), invariant=True, encrypt=password)
    for left, foot, size, text in lines:
        canvas.setFont(FONT, size)
        canvas.drawString(left, PAGE_HEIGHT - foot, text)
    if picture:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        x0, top, x1, bottom = picture
        canvas.drawImage(
            ImageReader(Image.new("RGB", (8, 8))), x0, PAGE_HEIGHT - bottom, x1 - x0, bottom - top
        )
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def column(
    left: float, foot: float, *texts: str, size: float = 10.0
) -> list[tuple[float, float, float, str]]:
    """Lines of one column, one below the other at 1.4 em."""
    return [(left, foot + 1.4 * size * row, size, text) for row, text in enumerate(texts)]
