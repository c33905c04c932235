"""The text of an HTML page: a line a paragraph, `## ` before headings, blank lines between.

Nothing is added that the page does not print, no bullets and no table rules, since a quotation is cut from
this text. What is read: the `<main>` of the page, else its `<article>`s, else all of its body, without
scripts, navigation, forms and what is marked hidden. Not handled: text drawn by scripts, and style sheets
(a paragraph that only a style sheet hides is read).
"""

import re
from typing import TYPE_CHECKING

from corpus.errors import BadPage
from corpus.extras import missing_extra
from corpus.layout import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_BOLD_HEADING = 60
"""Characters of a wholly bold paragraph up to which it is taken for a heading. The longest headline of the
development pages has 38; a bold paragraph of more is a lead."""

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "footer",
        "form",
        "button",
        "select",
        "svg",
        "math",
        "iframe",
        "object",
        "rt",
        "rp",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOLD = frozenset(("b", "strong"))
_PICTURES = frozenset(("img", "picture", "video"))
_CELLS = frozenset(("td", "th"))
_BLOCKS = _HEADINGS | frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "aside",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "caption",
        "figure",
        "figcaption",
        "address",
        "center",
        "pre",
        "hr",
        "body",
        "html",
        "details",
        "summary",
    ]
)

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
# the source is wrapped between two characters of Chinese, where a browser prints no space
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def html_text(source: str, name: str) -> str:
    """The page's text as `corpus.pages` reads it; empty where it prints none.

    Raises BadPage, naming `name`, where the extra for documents is not installed or `source` is no HTML.
    """
    try:
        from lxml import etree, html
    except ImportError as error:
        raise missing_extra(name) from error
    source = _UNPRINTED.sub("", _DECLARATION.sub("", source, count=1))
    # without huge_tree a page that nests 256 deep is cut off there in silence
    parser = html.HTMLParser(huge_tree=True)
    try:
        page = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise BadPage(
            f"{name}: not HTML: {error}", detail=f"“{name}”不是网页文件，或者是空的；请重新保存这个网页。"
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise BadPage(
            f"{name}: nests too deeply to be read whole",
            detail=f"“{name}”的网页结构嵌套太深，读不完整；请把正文另存为 .txt 文件。",
        )
    lines = _Lines()
    for root in _roots(page):
        lines.walk(root)
    return lines.text()


def _roots(page: "HtmlElement") -> "list[HtmlElement]":
    """The parts of the page that are its news: its main part, else its articles, else all of it."""
    for wanted in ("main", "article"):
        outermost = [found for found in page.iter(wanted) if next(found.iterancestors(wanted), None) is None]
        if any(found.text_content().strip() for found in outermost):
            return outermost
    return [page]


def _skipped(element: "HtmlElement") -> bool:
    return (
        not isinstance(element.tag, str)  # a comment or processing instruction
        or element.tag in _SKIPPED
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style", "")))
    )


class _Lines:
    """Lines of text as a browser would break them, collected in the order of the page."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._parts: list[str] = []
        self._bold: list[bool] = []
        self._heading = 0
        self._boldness = 0
        self._picture = False

    def walk(self, root: "HtmlElement") -> None:
        """Take in an element and all in it. Not by recursion: pages nest some hundred elements deep."""
        stack = [(root, False)]
        while stack:
            element, seen = stack.pop()
            if seen:
                self._close(element.tag)
            elif not _skipped(element):
                self._open(element.tag)
                self._say(element.text)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
                continue
            if element is not root:
                self._say(element.tail)
        self._break()

    def text(self) -> str:
        """All lines, blank lines between them, a second one where a picture was."""
        return "".join(self._out).rstrip("\n") + "\n"

    def _open(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        elif tag == "br":
            if self._heading:
                self._say("\u2028")  # it parts two phrases of one headline
            else:
                self._break()
        elif tag in _CELLS and self._parts:
            self._say(" ")
        self._heading += tag in _HEADINGS
        self._boldness += tag in _BOLD
        self._picture = self._picture or tag in _PICTURES

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        self._heading -= tag in _HEADINGS
        self._boldness -= tag in _BOLD

    def _say(self, words: str | None) -> None:
        if words:
            self._parts.append(words)
            if words.strip():
                self._bold.append(self._boldness > 0)

    def _break(self) -> None:
        line = _SPACES.sub(" ", _WRAPPED.sub("", "".join(self._parts))).replace("\u2028", " ").strip()
        if line:
            heading = self._heading or (
                all(self._bold) and len(line) <= LONGEST_BOLD_HEADING and not ends_sentence(line)
            )
            apart = "\n" if self._picture and self._out else ""
            self._out.append(apart + ("## " if heading else "") + line + "\n\n")
            self._picture = False
        self._parts.clear()
        self._bold.clear()
