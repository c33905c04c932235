"""The private file: for the service's user alone, whole or not at all, never younger than the program."""

import stat
from contextlib import closing
from pathlib import Path

import pytest

from api.private.database import FILE, Database
from corpus.errors import ArchiveError


def test_only_its_owner_may_read_it_also_after_a_careless_copy(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    (tmp_path / FILE).chmod(0o644)
    Database.open(tmp_path).close()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_two_processes_see_each_others_writes(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path)) as one, closing(Database.open(tmp_path)) as other:
        one.change("INSERT INTO questions (day, question, outcome) VALUES ('2026-02-06', '问', 'answered')")
        assert other.rows("SELECT question FROM questions") == [("问",)]


def test_several_changes_are_all_made_or_none(tmp_path: Path) -> None:
    insert = "INSERT INTO questions (day, question, outcome) VALUES ('2026-02-06', ?, 'answered')"
    with closing(Database.open(tmp_path)) as private:
        with pytest.raises(ArchiveError):
            private.changes([(insert, ("问",)), ("INSERT INTO nothing VALUES (1)", ())])
        assert private.rows("SELECT * FROM questions") == []


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path)) as private:
        private.change("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="later version"):
        Database.open(tmp_path)


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    secret = "某某小区三号楼的问题" * 20
    with closing(Database.open(tmp_path)) as private:
        private.change(
            "INSERT INTO questions (day, question, outcome) VALUES ('2026-02-06', ?, 'answered')", secret
        )
        private.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        assert secret.encode() in (tmp_path / FILE).read_bytes()
        private.change("DELETE FROM questions")
        private.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret.encode() not in (tmp_path / FILE).read_bytes()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(ArchiveError):
        Database.open(tmp_path)
