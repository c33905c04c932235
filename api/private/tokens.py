"""Bearer tokens for staff and for programs: shown once, kept as a digest, with scopes and an end.

A token is 256 random bits, so its plain SHA-256 is as good as any hash of it: the slow hashes (bcrypt,
argon2) are for passwords, which people choose and others can guess.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from api.private.database import Database

PREFIX = "bulletin_"
"""Lets a scanner for leaked secrets know ours."""

SECRET_BYTES = 32

USED_EVERY = timedelta(minutes=1)
"""How exact `used` is: a busy program's every question would be a write otherwise."""

LONGEST_NOTE = 100


class Scope(StrEnum):
    """What a token may be used for."""

    ASK = "ask"
    """Asking under the limit for keys instead of that for addresses."""
    ISSUES_WRITE = "issues:write"
    """Adding and removing issues."""
    ISSUES_EXPORT = "issues:export"
    """Taking the whole archive out."""
    FEEDBACK_READ = "feedback:read"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is known: everything but its secret."""

    id: str
    scopes: frozenset[Scope]
    note: str
    created: datetime
    expires: datetime
    used: datetime | None
    """When it was last used, to the minute."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token at the one moment when its secret is known."""

    token: Token
    secret: str


class Tokens:
    """The tokens of one desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, scopes: Collection[Scope], *, days: int, note: str, now: datetime) -> IssuedToken:
        """A new token that ends `days` days after `now`. ValueError for no scope, no day or too long a note."""
        if not scopes or days < 1 or len(note) > LONGEST_NOTE:
            raise ValueError("a token has a scope, at least one day and a short note")
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        token = Token(
            secrets.token_hex(4), frozenset(scopes), note, now, now + timedelta(days=days), used=None
        )
        self._database.change(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, NULL)",
            token.id,
            _digest(secret),
            " ".join(sorted(token.scopes)),
            note,
            now.isoformat(),
            token.expires.isoformat(),
        )
        return IssuedToken(token, secret)

    def all(self) -> list[Token]:
        """Every token that was not revoked, ended or not, oldest first."""
        rows = self._database.rows(
            "SELECT id, scopes, note, created, expires, used FROM tokens ORDER BY created, id"
        )
        return [_token(*row) for row in rows]

    def revoke(self, token_id: str) -> bool:
        """Make it worth nothing from now on; whether there was one."""
        return self._database.change("DELETE FROM tokens WHERE id = ?", token_id) > 0

    def holder(self, secret: str, *, now: datetime) -> Token | None:
        """The token of that secret, unless it was revoked or has ended; its use is noted."""
        rows = self._database.rows(
            "SELECT id, scopes, note, created, expires, used FROM tokens WHERE digest = ?", _digest(secret)
        )
        token = _token(*rows[0]) if rows else None
        if token is None or token.expires <= now:
            return None
        if token.used is None or now - token.used >= USED_EVERY:
            self._database.change("UPDATE tokens SET used = ? WHERE id = ?", now.isoformat(), token.id)
        return token


def now_utc() -> datetime:
    """The present moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _token(token_id: str, scopes: str, note: str, created: str, expires: str, used: str | None) -> Token:
    return Token(
        id=token_id,
        scopes=frozenset(map(Scope, scopes.split())),
        note=note,
        created=datetime.fromisoformat(created),
        expires=datetime.fromisoformat(expires),
        used=datetime.fromisoformat(used) if used else None,
    )
