"""Tokens: shown once, stored hashed, with scopes and an end."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.private.database import FILE, Database
from api.private.tokens import PREFIX, Scope, Tokens

NOW = datetime(2026, 2, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(Database.in_memory())


def test_a_token_is_known_by_its_secret_until_it_ends(tokens: Tokens) -> None:
    issued = tokens.create({Scope.ISSUES_WRITE}, days=90, note="编辑部", now=NOW)
    assert issued.secret.startswith(PREFIX)
    assert len(issued.secret) == len(PREFIX) + 43  # 256 bits in base64
    last = NOW + timedelta(days=90) - timedelta(seconds=1)
    held = tokens.holder(issued.secret, now=last)
    assert held is not None
    assert (held.id, held.scopes, held.note) == (issued.token.id, frozenset({Scope.ISSUES_WRITE}), "编辑部")
    assert tokens.holder(issued.secret, now=last + timedelta(seconds=1)) is None


def test_no_two_are_alike_and_no_other_secret_opens(tokens: Tokens) -> None:
    one = tokens.create({Scope.ASK}, days=1, note="", now=NOW)
    two = tokens.create({Scope.ASK}, days=1, note="", now=NOW)
    assert one.secret != two.secret
    for wrong in ("", one.secret[:-1], one.secret + "x", one.secret.upper(), one.token.id):
        assert tokens.holder(wrong, now=NOW) is None


def test_the_file_holds_no_secret(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path)) as private:
        issued = Tokens(private).create({Scope.ASK}, days=1, note="", now=NOW)
        private.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert issued.secret.removeprefix(PREFIX).encode() not in (tmp_path / FILE).read_bytes()


def test_a_revoked_token_is_worth_nothing_at_once(tokens: Tokens) -> None:
    issued = tokens.create({Scope.ASK}, days=1, note="", now=NOW)
    assert tokens.revoke(issued.token.id)
    assert tokens.holder(issued.secret, now=NOW) is None
    assert not tokens.revoke(issued.token.id)


def test_its_last_use_is_noted_to_the_minute(tokens: Tokens) -> None:
    issued = tokens.create({Scope.ASK}, days=1, note="", now=NOW)
    assert [token.used for token in tokens.all()] == [None]
    tokens.holder(issued.secret, now=NOW)
    tokens.holder(issued.secret, now=NOW + timedelta(seconds=30))
    assert [token.used for token in tokens.all()] == [NOW]
    tokens.holder(issued.secret, now=NOW + timedelta(seconds=60))
    assert [token.used for token in tokens.all()] == [NOW + timedelta(seconds=60)]


def test_a_token_without_scope_or_day_is_not_made(tokens: Tokens) -> None:
    with pytest.raises(ValueError, match="scope"):
        tokens.create(set(), days=1, note="", now=NOW)
    with pytest.raises(ValueError, match="day"):
        tokens.create({Scope.ASK}, days=0, note="", now=NOW)
