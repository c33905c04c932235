"""What is said where a page needs libraries that a plain installation does not bring."""

from corpus.errors import BadPage

INSTALL = "pip install 'bulletin-desk[documents]'"
"""Brings the readers of html, docx and pdf."""


def missing_extra(name: str) -> BadPage:
    """The complaint that the page `name` cannot be read without the extra `documents`."""
    return BadPage(
        f"{name}: this kind of file needs the extra 'documents': {INSTALL}",
        detail=f"读取“{name}”需要另外安装文档组件：{INSTALL}；或先另存为 .md、.txt 文件。",
    )
