"""Counts that several workers keep together: none lost, none twice, no address in the file, and no pile of old ones."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api import shared_counts
from api.shared_counts import FILE, SWEPT, SharedCounts
from corpus.errors import ArchiveError

ADDRESS = "198.51.100.7"
NOON = 1_770_350_400.0
"""A time at which windows of a minute and of an hour begin."""
YEARLY = parse("100/year")
"""Of so long a window no test sees the end."""
PATIENCE_S = 60


class Clock:
    now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for place in ("api.shared_counts.time", "limits.storage.memory.time.time"):
        monkeypatch.setattr(place, made)
    return made


@contextmanager
def two(folder: Path) -> Iterator[tuple[SharedCounts, SharedCounts]]:
    with closing(SharedCounts(folder)) as one, closing(SharedCounts(folder)) as other:
        yield one, other


def hits(folder: Path, times: int) -> int:
    """How many of `times` hits one worker is allowed."""
    with closing(SharedCounts(folder)) as counts:
        limiter = SlidingWindowCounterRateLimiter(counts)
        return sum(limiter.hit(YEARLY, "asking", ADDRESS) for _ in range(times))


def test_two_workers_allow_together_what_one_would(tmp_path: Path, clock: Clock) -> None:
    del clock
    limit = parse("5/minute")
    with two(tmp_path) as workers:
        limiters = [SlidingWindowCounterRateLimiter(counts) for counts in workers]
        found = [limiters[number % 2].hit(limit, "asking", ADDRESS) for number in range(8)]
        assert found == [True] * 5 + [False] * 3
        assert [limiter.get_window_stats(limit, "asking", ADDRESS).remaining for limiter in limiters] == [
            0,
            0,
        ]
        assert limiters[0].hit(limit, "asking", "198.51.100.8")
        assert limiters[1].hit(limit, "reading", ADDRESS)


# no whole numbers: at a bound that is met exactly, the library's own rounding decides
@pytest.mark.parametrize("pause", [0.57, 7.3, 19.7, 61.1, 130.9])
def test_it_counts_as_the_library_does_in_memory(tmp_path: Path, clock: Clock, pause: float) -> None:
    limit = parse("5/minute")
    with closing(SharedCounts(tmp_path)) as counts:
        memory = MemoryStorage()
        ours, theirs = map(SlidingWindowCounterRateLimiter, (counts, memory))
        for _ in range(40):
            assert ours.hit(limit, ADDRESS) == theirs.hit(limit, ADDRESS)
            assert counts.get_sliding_window(limit.key_for(ADDRESS), 60) == pytest.approx(
                memory.get_sliding_window(limit.key_for(ADDRESS), 60)
            )
            clock.now += pause


def test_workers_that_count_at_the_same_time_lose_no_hit(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as workers:
        assert sum(workers.map(hits, [tmp_path] * 3, [60] * 3)) == YEARLY.amount


def hits_of_new_files(folder: Path, times: int, meeting: Barrier) -> int:
    """How many of the hits on `times` new files are allowed, each opened at the same time by all who meet there."""
    allowed = 0
    for number in range(times):
        place = folder / str(number)
        place.mkdir(exist_ok=True)
        meeting.wait(PATIENCE_S)
        allowed += hits(place, 2)
    return allowed


def test_workers_may_start_at_the_same_instant(tmp_path: Path) -> None:
    # SQLite waits for nobody who switches a new file to WAL mode: of 150 files three opened, five failed to one of them
    spawned = get_context("spawn")
    with spawned.Manager() as manager, ProcessPoolExecutor(3, mp_context=spawned) as workers:
        meeting = manager.Barrier(3)
        assert sum(workers.map(hits_of_new_files, [tmp_path] * 3, [100] * 3, [meeting] * 3)) == 600


def test_many_may_open_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(hits, [tmp_path] * 16, [10] * 16)) == YEARLY.amount


def test_the_file_names_no_address(tmp_path: Path) -> None:
    with closing(SharedCounts(tmp_path)) as counts:
        SlidingWindowCounterRateLimiter(counts).hit(YEARLY, "asking", ADDRESS)
        written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert FILE in {file.name for file in tmp_path.iterdir()}
    assert ADDRESS.encode() not in written


def test_what_is_over_is_swept_a_few_at_a_time(tmp_path: Path, clock: Clock) -> None:
    def held() -> int:
        with closing(sqlite3.connect(tmp_path / FILE)) as looking:
            return int(looking.execute("SELECT count(*) FROM counts").fetchone()[0])

    with closing(SharedCounts(tmp_path)) as counts:
        for number in range(10):
            counts.incr(f"a{number}", 60)
        clock.now += 61
        counts.incr("b", 60)
        assert held() == 10 - SWEPT + 1
        counts.incr("c", 60)
        counts.incr("d", 60)
        assert held() == 3


def test_a_count_begins_anew_when_its_time_is_over(tmp_path: Path, clock: Clock) -> None:
    with closing(SharedCounts(tmp_path)) as counts:
        assert [counts.incr("a", 60), counts.incr("a", 60, amount=2), counts.get("a")] == [1, 3, 3]
        assert counts.get_expiry("a") == NOON + 60
        clock.now += 60
        assert (counts.get("a"), counts.get_expiry("a")) == (0, NOON + 60)
        assert counts.incr("a", 60) == 1


def test_a_count_that_is_over_and_not_swept_begins_anew(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "SWEPT", 0)
    with closing(SharedCounts(tmp_path)) as counts:
        counts.incr("a", 60, amount=5)
        clock.now += 60
        assert counts.incr("a", 60) == 1
        assert counts.get_expiry("a") == NOON + 120


def test_counts_can_be_forgotten(tmp_path: Path, clock: Clock) -> None:
    del clock
    limit = parse("1/minute")
    with two(tmp_path) as (one, other):
        limiter = SlidingWindowCounterRateLimiter(one)
        assert limiter.hit(limit, ADDRESS)
        SlidingWindowCounterRateLimiter(other).clear(limit, ADDRESS)
        assert limiter.hit(limit, ADDRESS)
        assert (other.reset(), other.reset(), one.check()) == (1, 0, True)
        assert limiter.hit(limit, ADDRESS)


def test_a_worker_that_is_held_up_by_another_says_so_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "BUSY_S", 0.05)
    with closing(SharedCounts(tmp_path)) as counts, closing(sqlite3.connect(tmp_path / FILE)) as other:
        counts.incr("a", 60)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError):
            counts.incr("a", 60)
        assert counts.get("a") == 1
        other.rollback()
        assert counts.incr("a", 60) == 2
