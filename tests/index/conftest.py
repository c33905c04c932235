"""An archive and a tiny encoder for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.archive import Archive
from tests.index.characters import CharacterEncoder


@pytest.fixture
def encoder() -> CharacterEncoder:
    return CharacterEncoder()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as archive:
        yield archive
