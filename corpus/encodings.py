"""The text in a file's bytes: which encoding it is in, and that it is text at all."""

import codecs

from corpus.errors import BadPage

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

MAX_CONTROL_SHARE = 0.01
"""Largest share of control characters in a text. Pages hold none but tabs, newlines and form feeds; bytes
that are no text show about one in eight once GB18030, which reads nearly anything, has read them."""

MAX_DAMAGED_SHARE = 0.2
"""Largest share of unreadable characters among those beyond ASCII for a file to be called damaged UTF-8.
GB18030 text read as UTF-8 is unreadable nearly throughout; a UTF-8 page with a torn byte nearly nowhere,
and read as GB18030 it would be stored, without complaint, as nonsense."""

_LAYOUT = frozenset("\t\n\v\f\r\x1a\x85")


def decoded(raw: bytes, name: str) -> tuple[str, str]:
    """The text of `raw` without its byte order mark, and the encoding it was in, as Python names it.

    UTF-8 and UTF-16 by their marks, else UTF-8, else GB18030. Raises BadPage, naming `name`, where the
    bytes are no text (a NUL byte, many control characters) or damaged.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding, name), encoding
    if b"\0" in raw:
        raise BadPage(
            f"{name}: binary, not text (holds NUL bytes)",
            detail=f"“{name}”不是文本文件，请给出 UTF-8 或 GB18030 编码的文字版面。",
        )
    try:
        return _checked(raw.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError as error:
        damaged_at = error.start
    lenient = raw.decode("utf-8", errors="replace")
    beyond = sum(character > "\x7f" for character in lenient)
    if lenient.count("\ufffd") <= MAX_DAMAGED_SHARE * beyond:
        raise BadPage(
            f"{name}: damaged UTF-8 at byte {damaged_at}",
            detail=f"“{name}”在第 {damaged_at} 字节处已损坏，请重新导出这个文件。",
        )
    return _strictly(raw, "gb18030", name), "gb18030"


def _strictly(raw: bytes, encoding: str, name: str) -> str:
    try:
        return _checked(raw.decode(encoding), name)
    except UnicodeDecodeError as error:
        raise BadPage(
            f"{name}: neither UTF-8 nor {encoding} (byte {error.start})",
            detail=f"认不出“{name}”的编码（第 {error.start} 字节），请另存为 UTF-8。",
        ) from error


def _checked(text: str, name: str) -> str:
    controls = sum(character < " " and character not in _LAYOUT for character in text)
    if controls > MAX_CONTROL_SHARE * len(text):
        raise BadPage(
            f"{name}: binary, not text ({controls} control characters)",
            detail=f"“{name}”不是文本文件，请给出 UTF-8 或 GB18030 编码的文字版面。",
        )
    return text
