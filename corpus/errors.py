"""The one tree of errors. A leaf exists where a caller would act differently.

BulletinError
├── BadPage        the file given is not a page we can read (missing, binary, empty, too large)
├── BadRequest     what the user asked is not well formed (question, option, dataset)
├── ArchiveError   the archive cannot be opened, read or written
└── IndexStale     the index on disk does not belong to this archive or model, or is damaged

`str(error)` is English for logs and developers: what happened, where, what to do next.
`error.detail` is the same in Chinese, for residents and staff.
"""

from typing import Any


class BulletinError(Exception):
    """Anything that is the input's or the machine's fault rather than ours."""

    code = "bulletin_error"

    def __init__(self, message: str, *, detail: str) -> None:
        super().__init__(message)
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        # an error of a process comes back pickled, and is by default made anew from its message alone
        return _unpickled, (type(self), self.args), vars(self)


def _unpickled(kind: type[BulletinError], args: tuple[str, ...]) -> BulletinError:
    return kind.__new__(kind, *args)


class BadPage(BulletinError):
    """The file given is not a page we can read."""

    code = "bad_page"


class BadRequest(BulletinError):
    """What the user asked for is not well formed."""

    code = "bad_request"


class ArchiveError(BulletinError):
    """The archive cannot be opened, read or written."""

    code = "archive_unavailable"


class IndexStale(BulletinError):
    """The index on disk does not belong to this archive or this model, or is damaged."""

    code = "index_stale"
