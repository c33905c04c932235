"""The text of a Word document: its paragraphs, with `## ` before headings, as `corpus.html_text` writes them.

The document becomes HTML first, text boxes, tables and notes included. A heading is a paragraph in one of
Word's heading or title styles, or one that is short and bold throughout. Not handled: `.doc`, text inside
pictures and drawings, tracked changes (read as accepted).
"""

import zipfile
import zlib
from io import BytesIO
from xml.parsers.expat import ExpatError

from corpus.errors import BadPage
from corpus.extras import missing_extra
from corpus.html_text import html_text

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""What a document may hold once unpacked. A page of text with its photos is some tens of megabytes; a file
made to fill the memory unpacks to thousands of times its size."""

_OF_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading a docx with bytes changed at random raises. Only unpacking and mammoth stand in the `try`."""

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='副标题'] => h2:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""
"""Beside the styles `heading 1` to `heading 6`, which are headings anyway. Word keeps English names in the
file whatever language it runs in; WPS writes some in Chinese."""


def docx_text(raw: bytes, name: str) -> str:
    """The document's text as `corpus.pages` reads it; empty where it has none.

    Raises BadPage, naming `name`, where the extra for documents is not installed, or `raw` is no docx
    file, damaged, protected by a password, or unpacks to more than `MAX_UNPACKED_BYTES`.
    """
    try:
        import mammoth
    except ImportError as error:
        raise missing_extra(name) from error
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise BadPage(
                f"{name}: unpacks to more than {MAX_UNPACKED_BYTES} bytes",
                detail=f"“{name}”解压后太大，不像一张版面；请检查这个文件。",
            )
        result = mammoth.convert_to_html(
            BytesIO(raw),
            style_map=_STYLES,
            # only where a picture stands matters
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        )
    except _OF_DAMAGE as error:
        raise BadPage(
            f"{name}: not a docx file, or damaged: {error}",
            detail=f"“{name}”不是 Word（.docx）文件，或已损坏、加了密码；请用 Word 重新另存为 .docx。",
        ) from error
    return html_text(f"<body>{result.value}</body>", name) if result.value.strip() else ""
