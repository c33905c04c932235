"""Errors that cross from one process to another."""

import pickle

import pytest

from corpus.errors import ArchiveError, BulletinError, IndexStale


class Gone(BulletinError):
    """One that writes its own message."""

    def __init__(self) -> None:
        super().__init__("the page is gone", detail="这一版没有了，请重新加入。")


@pytest.mark.parametrize(
    "error",
    [ArchiveError("a.sqlite: busy", detail="请稍后重试。"), IndexStale("old", detail="请重建。"), Gone()],
)
def test_an_error_comes_back_from_another_process_as_it_was(error: BulletinError) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - written one call before
    assert type(back) is type(error)
    assert (str(back), back.detail, back.code) == (str(error), error.detail, error.code)
