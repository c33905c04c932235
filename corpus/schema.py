"""The archive's tables, their versions, and the connection to them.

One SQLite file in WAL mode: readers never wait for the writer nor see half of what it writes, and a process
killed at any instant leaves the last committed state. The version of the tables is `PRAGMA user_version`;
each step of `_MIGRATIONS` leads from one version to the next, in one transaction.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from corpus.errors import ArchiveError

APPLICATION_ID = 0x42554C4C
"""`BULL`: marks the file as ours, so that another program's database is not written to."""

BUSY_MS = 5_000
"""How long a writer waits for another, in milliseconds. Adding an issue takes well under a second; only the
adding of a whole collection takes longer, and then an editor should be told rather than kept waiting."""

SWITCH_PAUSE_S = 0.005
"""Between two attempts to switch a file to WAL mode, in seconds: another's switch writes one page."""

LOG_BYTES = 64 * 1024 * 1024
"""What a write-ahead log may keep of the disk once its content is in the archive. Adding a collection of
58,000 stories in one transaction leaves a log of some 400 MB behind otherwise."""

_MIGRATIONS = (
    """
    CREATE TABLE archive (identity TEXT NOT NULL);
    CREATE TABLE changes (
        generation INTEGER PRIMARY KEY,
        seal TEXT NOT NULL
    );
    -- `retired` is the generation that replaced this version, NULL while it is searched
    CREATE TABLE bulletins (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        date TEXT,
        headline TEXT,
        encoding TEXT NOT NULL,
        digest TEXT NOT NULL,
        added INTEGER NOT NULL,
        retired INTEGER,
        stories INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        characters INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX live_names ON bulletins (name) WHERE retired IS NULL;
    CREATE INDEX bulletins_added ON bulletins (added);
    CREATE INDEX bulletins_retired ON bulletins (retired) WHERE retired IS NOT NULL;
    -- apart from `bulletins`, so that listing them does not read every page
    CREATE TABLE pages (
        bulletin_id INTEGER PRIMARY KEY REFERENCES bulletins (id),
        text TEXT NOT NULL,
        furniture TEXT NOT NULL
    );
    -- spans are written as `corpus.stored` says
    CREATE TABLE stories (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bulletin_id INTEGER NOT NULL REFERENCES bulletins (id),
        number INTEGER NOT NULL,
        title TEXT NOT NULL,
        kicker TEXT NOT NULL,
        byline TEXT NOT NULL,
        confidence REAL NOT NULL,
        paragraphs TEXT NOT NULL,
        UNIQUE (bulletin_id, number)
    );
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        spans TEXT NOT NULL,
        section TEXT NOT NULL
    );
    CREATE INDEX passages_story ON passages (story_id);
    """,
    """
    -- an editor's rulings on the page, as `corpus.rulings` writes them, NULL where there are none
    ALTER TABLE bulletins ADD COLUMN rulings TEXT;
    """,
    """
    -- SHA-256 of the text, which the file's own cannot tell where text was decoded or converted
    ALTER TABLE pages ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
    UPDATE pages SET sealed = sha256(text);
    """,
    """
    -- a measure once, also as it is looked for
    CREATE TABLE measures (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE,
        searched TEXT NOT NULL
    );
    -- the figure ledger, in the order of the page, values exact decimals, days those of `period`
    CREATE TABLE figures (
        id INTEGER PRIMARY KEY,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        measure_id INTEGER NOT NULL REFERENCES measures (id),
        text TEXT NOT NULL,
        spans TEXT NOT NULL,
        sentence TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        upper TEXT,
        unit TEXT NOT NULL,
        qualifier TEXT NOT NULL,
        direction TEXT NOT NULL,
        base TEXT NOT NULL,
        period TEXT NOT NULL,
        first TEXT,
        last TEXT,
        place TEXT NOT NULL
    );
    CREATE INDEX figures_story ON figures (story_id);
    CREATE INDEX figures_measure ON figures (measure_id);
    -- which reading wrote the page's figures (0: none yet) and how many, older pages are read when the ledger is asked
    ALTER TABLE bulletins ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bulletins ADD COLUMN figures INTEGER NOT NULL DEFAULT 0;
    """,
    """
    -- what the check of a draft asks for: all figures of one value, and a measure by its whole name
    CREATE INDEX figures_value ON figures (unit, CAST(value AS REAL));
    CREATE INDEX measures_searched ON measures (searched);
    """,
)

VERSION = len(_MIGRATIONS)
"""The version of the tables this code reads and writes."""

_ADVICE = {
    sqlite3.SQLITE_FULL: ("the disk is full", "磁盘空间不足，没有写入任何内容；请腾出空间后重试"),
    sqlite3.SQLITE_BUSY: ("another process is writing to it", "另一个程序正在写入，请等它结束后重试"),
    sqlite3.SQLITE_LOCKED: ("another process is writing to it", "另一个程序正在写入，请等它结束后重试"),
    sqlite3.SQLITE_READONLY: (
        "it, or its folder, cannot be written to",
        "资料库或它所在的文件夹是只读的；请检查权限，或用 --data 指定一个可以写入的文件夹",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened",
        "打不开资料库文件；请检查文件夹的权限，或用 --data 指定另一个文件夹",
    ),
    sqlite3.SQLITE_PERM: ("it may not be opened", "没有权限打开资料库文件；请检查它的权限"),
    sqlite3.SQLITE_AUTH: ("it may not be opened", "没有权限打开资料库文件；请检查它的权限"),
    sqlite3.SQLITE_NOTADB: (
        "it is not a database",
        "它不是资料库文件；请用 --data 指定另一个文件夹，或移走这个文件",
    ),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "资料库文件已损坏；请从备份恢复，或移走它后重新加入各期报纸"),
    sqlite3.SQLITE_IOERR: (
        "the disk cannot be read or written",
        "读写磁盘失败，没有写入任何内容；请检查磁盘空间和磁盘本身后重试",
    ),
}
"""What each primary result code of SQLite means to whoever runs the desk."""


def connected(file: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to the archive in `file`, its tables at `VERSION`, that begins no transaction by itself.

    Where the folder is read-only the connection is too. Raises ArchiveError where the file cannot be
    opened, is not an archive, was written by a later version, or is missing and `create` is false.
    """
    with explained(file), reachable(file):
        if not create and not file.exists():
            raise ArchiveError(
                f"{file}: no archive here", detail=f"“{file.parent}”里还没有资料库，请先加入一期报纸。"
            )
        try:
            return _migrated(_opened(f"{file.absolute().as_uri()}?mode=rwc"), file)
        except sqlite3.OperationalError as error:
            code = _primary(error)
            if code not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or not file.is_file():
                raise
            # A WAL database in a folder that cannot be written to: no shared memory file can be made, but
            # neither can anyone else write, so the file alone is the whole state unless a log was left.
            log = file.with_name(f"{file.name}-wal")
            if log.exists() and log.stat().st_size:
                raise
        return _migrated(_opened(f"{file.absolute().as_uri()}?mode=ro&immutable=1"), file)


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into an ArchiveError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        what, todo = _ADVICE.get(_primary(error), (str(error), f"资料库出错：{error}"))
        raise ArchiveError(f"{file}: {what} ({error})", detail=f"“{file}”：{todo}。") from error


@contextmanager
def reachable(file: Path) -> Iterator[None]:
    """Turn what the file system raises inside into an ArchiveError that says what to do."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{file}: {error.strerror}",
            detail=f"打不开资料库“{file}”（{error.strerror}）；请检查权限，或用 --data 指定另一个文件夹。",
        ) from error


def _primary(error: sqlite3.Error) -> int:
    """The primary result code, the low byte of the extended one; 0 for an error of the driver's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def log_writes_ahead(connection: sqlite3.Connection, *, patience_s: float) -> None:
    """Switch the file to WAL mode, waiting up to `patience_s` seconds for others who open it. Raises sqlite3.Error.

    SQLite itself waits for nobody here: two who both read the file and want to write it would wait for ever.
    """
    until = monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _primary(error) != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(SWITCH_PAUSE_S)
        else:
            return


def text_seal(text: str) -> str:
    """What `pages.sealed` holds: SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _opened(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    # FULL: a committed issue survives a power cut. An add commits once, so the price is one sync.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
    return connection


def _migrated(connection: sqlite3.Connection, file: Path) -> sqlite3.Connection:
    try:
        version = _version(connection, file)
        if version < VERSION:
            connection.create_function("sha256", 1, text_seal, deterministic=True)
            log_writes_ahead(connection, patience_s=BUSY_MS / 1000)
            connection.execute("BEGIN IMMEDIATE")
            # Another process may have come first while this one waited.
            for step in _MIGRATIONS[_version(connection, file) :]:
                _apply(connection, step)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, file: Path) -> int:
    """The version of the tables in `file`, 0 for a new file. ArchiveError for a file that is not for us."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION_ID:
        raise ArchiveError(
            f"{file}: a database of another program",
            detail=f"“{file}”是其他程序的数据库；请用 --data 指定另一个文件夹。",
        )
    if version > VERSION:
        raise ArchiveError(
            f"{file}: written by a later version (tables {version}, known {VERSION}); upgrade this program",
            detail=f"“{file}”由更新的版本写成，请升级本程序后再打开；资料没有改动。",
        )
    return int(version)


def _apply(connection: sqlite3.Connection, step: str) -> None:
    # executescript would commit the open transaction first.
    for statement in step.split(";"):
        if statement.strip():
            connection.execute(statement)
    if step is _MIGRATIONS[0]:
        connection.execute("INSERT INTO archive VALUES (?)", [secrets.token_hex(16)])
        connection.execute("INSERT INTO changes VALUES (0, '')")
