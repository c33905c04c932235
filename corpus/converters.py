"""Documents that are no plain text, turned into the text that is stored and that spans refer to."""

from collections.abc import Callable, Mapping

from corpus.docx_text import docx_text
from corpus.encodings import decoded
from corpus.html_text import html_text
from corpus.pdf_text import pdf_text


def _from_html(raw: bytes, name: str) -> tuple[str, str]:
    source, encoding = decoded(raw, name)
    return html_text(source, name), encoding


def _from_docx(raw: bytes, name: str) -> tuple[str, str]:
    return docx_text(raw, name), "docx"


def _from_pdf(raw: bytes, name: str) -> tuple[str, str]:
    return pdf_text(raw, name), "pdf"


_CONVERTERS: Mapping[str, Callable[[bytes, str], tuple[str, str]]] = {
    ".html": _from_html,
    ".htm": _from_html,
    ".docx": _from_docx,
    ".pdf": _from_pdf,
}

DOCUMENT_SUFFIXES = tuple(_CONVERTERS)


def page_text(raw: bytes, name: str) -> tuple[str, str]:
    """The text of the page in `raw`, a file of that `name`, and how it was read.

    Plain text is decoded and nothing else; its encoding is given, as is that of a web page. For the rest it
    is the format's name. Raises BadPage where the file is not what its name says, or is damaged.
    """
    for suffix, converter in _CONVERTERS.items():
        if name.lower().endswith(suffix):
            return converter(raw, name)
    return decoded(raw, name)
