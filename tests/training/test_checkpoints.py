"""Trainings that are cut off and continued end as those that ran in one go; no other training is continued by mistake."""

import json
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from corpus.spans import Span
from qa.reader_inputs import Pair
from qa.reader_network import SPECIAL, ReaderNetwork, Shape, Trunk
from training import average, pretrain_reader, train_reader
from training.checkpoints import Checkpoint, Place
from training.pretrain_reader import pretrain
from training.reader_files import taught_network, write_reader
from training.reading_data import Group, write_shard
from training.rows import Groups, read_groups, steps
from training.runs import Run
from training.train_reader import HELD, loss_of, network_in, scores_of, teach

WORDS = "书\n馆\n图\n|"
SHAPE = Shape(SPECIAL + 4, width=16, layers=1, heads=2)
Far = Callable[[int, float], float]
Weights = dict[str, Tensor]


def group(seed: int) -> Group:
    """A question of five characters beside two sentences of sixty, of which the first holds the answer."""
    rng = random.Random(seed)  # noqa: S311 - a seed gives the same draw again; nothing is kept secret

    def some(count: int) -> np.ndarray:
        return np.asarray([rng.randrange(SPECIAL, SPECIAL + 4) for _ in range(count)], np.int64)

    return Group(tuple(Pair(some(5), some(9), some(60)) for _ in range(2)), 0, Span(4, 8))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """News, a trunk that has seen none, and shards of nine groups, which are five steps of one line."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "reader_words.txt").write_text(WORDS, encoding="utf-8")
    np.save(folder / "news.npy", np.arange(1300, dtype=np.uint16) * 7 % 4 + SPECIAL)
    torch.save(Trunk(SHAPE, dropout=0.0).state_dict(), folder / "trunk.pt")
    for name in ("written", *HELD):
        write_shard(folder / f"{name}-000.npz", [group(seed) for seed in range(9)])
    assert len(list(steps(read_groups([folder / "written-000.npz"]), range(9), 1))) == 5
    return folder


def opened(folder: Path, *, resume: bool = False, every: float = 300.0, rate: float = 0.1) -> Checkpoint:
    run = Run(folder / "log.jsonl", length=1, seconds=None)
    return Checkpoint(folder / "a.checkpoint.pt", {"rate": rate}, run, every=every, resume=resume)


def until(last: int, *, stop: int | None = None) -> Far:
    """Ends after `last` steps; in the one after `stop` steps the run is told to stop."""

    def far(step: int, _: float = 0.0) -> float:
        if step == stop:
            signal.raise_signal(signal.SIGTERM)
        return step / last

    return far


def failing(at: int) -> Far:
    """Ends, after `at` steps, as a machine does that fails."""

    def far(step: int, _: float = 0.0) -> float:
        if step == at:
            raise MemoryError
        return step / 55

    return far


def pretrained(data: Path, far: Far, checkpoint: Checkpoint, logged: list[object]) -> Weights:
    torch.manual_seed(1)
    trunk = Trunk(SHAPE, dropout=0.1)
    news = torch.from_numpy(np.load(data / "news.npy").astype(np.int32))
    with checkpoint:
        pretrain(
            news, trunk, rows=1, rate=5e-3, far_of=lambda step: far(step, 0), device="cpu", compiled=False,
            log=lambda *row: logged.append(row), checkpoint=checkpoint,
        )  # fmt: skip
    return trunk.state_dict()


def taught(
    data: Path,
    far: Far,
    checkpoint: Checkpoint,
    logged: list[object],
    *,
    teacher: ReaderNetwork | None = None,
) -> Weights:
    torch.manual_seed(1)
    network = ReaderNetwork(SHAPE)
    assert network.dropout.p > 0
    with checkpoint:
        mean = teach(
            network, read_groups([data / "written-000.npz"]), teacher=teacher, rate=5e-3, far_of=far, device="cpu",
            lines=1, compile_=False, log=lambda *row: logged.append(row), checkpoint=checkpoint,
        )  # fmt: skip
    return {**mean.state_dict(), **{f"last {name}": value for name, value in network.state_dict().items()}}


def taught_by_another(data: Path, far: Far, checkpoint: Checkpoint, logged: list[object]) -> Weights:
    torch.manual_seed(2)
    return taught(data, far, checkpoint, logged, teacher=ReaderNetwork(SHAPE).eval())


trainings = pytest.mark.parametrize("training", [pretrained, taught, taught_by_another])


def assert_same(one: Weights, other: Weights) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].equal(other[name]), name


@trainings
@pytest.mark.parametrize("stop", [37, 39])
def test_a_training_in_two_parts_ends_as_one_in_a_single_go(
    training: Callable[..., Weights], stop: int, data: Path, tmp_path: Path
) -> None:
    """A round of teaching has five steps: the break comes after 38 steps within one, after 40 between two."""
    (tmp_path / "whole").mkdir()
    whole, parts = list[object](), list[object]()
    weights = training(data, until(55), opened(tmp_path / "whole"), whole)
    with pytest.raises(SystemExit, match=f"after step {stop + 1}. Go on .* with --resume"):
        training(data, until(55, stop=stop), opened(tmp_path), parts)
    assert_same(training(data, until(55), opened(tmp_path, resume=True), parts), weights)
    assert len(whole) == (training is not pretrained)  # which logs every 100 steps
    assert parts == whole


@trainings
def test_where_a_machine_fails_the_steps_since_the_file_was_written_are_made_again(
    training: Callable[..., Weights], data: Path, tmp_path: Path
) -> None:
    (tmp_path / "whole").mkdir()
    weights = training(data, until(55), opened(tmp_path / "whole"), [])
    with pytest.raises(MemoryError):
        training(data, failing(33), opened(tmp_path, every=0), [])
    made = list[int]()

    def far(step: int, _: float) -> float:
        made.append(step)
        return step / 55

    assert_same(training(data, far, opened(tmp_path, resume=True), []), weights)
    assert made == list(range(33, 56))


def test_nothing_is_written_before_it_is_due(data: Path, tmp_path: Path) -> None:
    with pytest.raises(MemoryError):
        pretrained(data, failing(3), opened(tmp_path), [])
    assert not list(tmp_path.iterdir())


def test_a_second_signal_ends_the_run_at_once(tmp_path: Path) -> None:
    with opened(tmp_path) as checkpoint:
        assert not checkpoint.due
        signal.raise_signal(signal.SIGINT)
        assert checkpoint.due
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def written(folder: Path) -> None:
    """A checkpoint of nothing, after three steps."""
    checkpoint = opened(folder)
    nothing = nn.Linear(1, 1)
    checkpoint.follow({"nothing": nothing}, torch.optim.AdamW(nothing.parameters()), "cpu")
    checkpoint.keep(Place(3))


def test_a_checkpoint_is_not_overwritten_unasked(tmp_path: Path) -> None:
    written(tmp_path)
    before = (tmp_path / "a.checkpoint.pt").read_bytes()
    with pytest.raises(SystemExit, match=r"cut off\. Go on from it with --resume, or remove it"):
        opened(tmp_path)
    assert (tmp_path / "a.checkpoint.pt").read_bytes() == before


def test_another_trainings_checkpoint_is_refused_and_what_differs_is_said(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(
        SystemExit, match=r"another training: rate is 0.1 there and 0.2 here. Go on with the same"
    ):
        opened(tmp_path, resume=True, rate=0.2)


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "a.checkpoint.pt"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SystemExit, match=r"a.checkpoint.pt cannot be read: .* Copy it again, or remove it"):
        opened(tmp_path, resume=True)
    path.write_text("no checkpoint", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"a.checkpoint.pt cannot be read: .* Copy it again, or remove it"):
        opened(tmp_path, resume=True)


def test_without_a_checkpoint_a_resumed_training_begins_anew_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = nn.Linear(1, 1)
    checkpoint = opened(tmp_path, resume=True)
    assert "a.checkpoint.pt is not there: the training begins anew" in capsys.readouterr().out
    optimiser = torch.optim.AdamW(nothing.parameters())
    assert checkpoint.follow({"nothing": nothing}, optimiser, "cpu") == Place()


def test_the_seconds_of_all_runs_count_but_not_those_of_compiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps of ten seconds, in trainings of a hundred seconds; the first three of each run are not counted."""
    now = 0.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    run = Run(tmp_path / "log.jsonl", length=None, seconds=100)
    fars = list[float]()
    for step in range(6):
        now = step * 10
        fars.append(run.far(step, step))
    assert fars == [0, 0, 0, 0, 0.1, 0.2]
    later = Run(tmp_path / "log.jsonl", length=None, seconds=100)
    later.go_on(5, run.seconds)
    fars.clear()
    for step in range(5, 11):
        now = 1000 + step * 10
        fars.append(later.far(step, step))
    assert fars == [0.2, 0.2, 0.2, 0.2, 0.3, 0.4]


@pytest.fixture
def precision() -> Iterator[None]:
    """What a command sets for its process is set back."""
    before = torch.get_float32_matmul_precision()
    yield
    torch.set_float32_matmul_precision(before)


SIZES = ["--width", "16", "--layers", "1", "--heads", "2", "--compiled"]


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("name", ["pretrain_reader", "train_reader"])
def test_a_command_that_is_interrupted_is_continued_to_the_same_result(
    name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its checkpoint holds plain weights though the network is compiled, and is gone at the end; the log goes on."""
    compiler = torch.compile
    monkeypatch.setattr(
        torch, "compile", lambda module, **_: compiler(module, backend="eager")
    )  # wrapped alike, in no time
    for path in data.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    pretraining = name == "pretrain_reader"
    command = pretrain_reader.main if pretraining else train_reader.main
    stem = "small" if pretraining else "small-taught"
    wanted = (
        [str(tmp_path / "news.npy"), str(tmp_path / "small.pt"), "--rows", "1", "--steps", "101"]
        if pretraining
        else [
            str(tmp_path),
            "small",
            "--trunk",
            str(tmp_path / "trunk.pt"),
            "--lines",
            "1",
            "--rounds",
            "10.3",
        ]
    )

    def do(*more: str) -> None:
        monkeypatch.setattr(sys, "argv", [name, *wanted, *SIZES, *more])
        command()

    out, checkpoint, log = (tmp_path / f for f in (f"{stem}.pt", f"{stem}.checkpoint.pt", "small.jsonl"))
    do()
    whole = out.read_bytes()
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    out.unlink()
    log.unlink()
    assert not checkpoint.exists()

    with monkeypatch.context() as patch:
        patch.setattr(Run, "far", interrupted(at=48))
        with pytest.raises(SystemExit, match=f"after step 49. Go on from .*{stem}.checkpoint.pt with"):
            do()
    assert not out.exists()
    kept = torch.load(checkpoint, weights_only=True)
    assert not [key for part in kept["modules"].values() for key in part if "_orig_mod" in key]
    with pytest.raises(SystemExit, match=f"{stem}.checkpoint.pt holds a training that was cut off"):
        do()
    (tmp_path / "reader_words.txt").write_text(WORDS.replace("图", "车"), encoding="utf-8")
    with pytest.raises(
        SystemExit, match=r"another training: rate is .*; reader_words.txt is \w+ there and \w+ here"
    ):
        do("--resume", "--rate", "1")
    (tmp_path / "reader_words.txt").write_text(WORDS, encoding="utf-8")

    capsys.readouterr()
    do("--resume", "--keep-every", "0")
    assert '{"resumed": 49' in capsys.readouterr().out
    assert out.read_bytes() == whole
    assert not checkpoint.exists()
    assert not list(tmp_path.glob("*.part"))
    again = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert again.pop(0)["resumed"] == 49
    timed = {"seconds", "characters_s"}
    assert [{k: row[k] for k in row.keys() - timed} for row in again] == [
        {k: row[k] for k in row.keys() - timed} for row in lines
    ]


def interrupted(*, at: int) -> Callable[[Run, int, float], float]:
    """Run.far, but after `at` steps ctrl-C is pressed."""
    plain = Run.far

    def far(run: Run, step: int, gone: float) -> float:
        if step == at:
            signal.raise_signal(signal.SIGINT)
        return plain(run, step, gone)

    return far


@pytest.mark.usefixtures("precision")
def test_a_reader_that_reads_goes_on_learning_from_the_sets_named(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins as the shipped files are, whatever sizes are the command's own, and reads no other shards."""
    for path in data.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "written-000.npz").rename(tmp_path / "harder-000.npz")
    (tmp_path / "written-000.npz").write_bytes(b"not a shard")
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    write_reader(ReaderNetwork(SHAPE), tmp_path / "reader_words.txt", shipped)
    before = network_in(shipped)
    command = ["train_reader", str(tmp_path), "more", "--reader", str(shipped), "--sets", "harder"]
    monkeypatch.setattr(sys, "argv", [*command, "--lines", "1", "--rounds", "2", "--rate", "1e-3"])
    train_reader.main()
    after = taught_network(tmp_path / "more-taught.pt")
    assert after.shape == before.shape
    moved = [
        float((a - b).abs().max())
        for a, b in zip(after.state_dict().values(), before.state_dict().values(), strict=True)
    ]
    assert 1e-4 < max(moved) < 0.05
    groups = read_groups([tmp_path / "harder-000.npz"])
    assert loss_on(after, groups) < loss_on(before, groups)


def loss_on(network: ReaderNetwork, groups: Groups) -> float:
    """The mean loss of all steps, nothing dropped."""
    network.eval()
    with torch.inference_mode():
        losses = [float(loss_of(scores_of(network, s), s)) for s in steps(groups, range(len(groups)), 1)]
    return sum(losses) / len(losses)


def test_the_mean_of_two_readers_lies_where_its_share_says(tmp_path: Path) -> None:
    words = tmp_path / "reader_words.txt"
    words.write_text(WORDS, encoding="utf-8")
    write_reader(ReaderNetwork(SHAPE), words, tmp_path)
    first, second = network_in(tmp_path), ReaderNetwork(SHAPE)
    torch.save({"shape": asdict(SHAPE), "network": second.state_dict()}, tmp_path / "second.pt")
    average.main(tmp_path, tmp_path / "second.pt", 0.25, tmp_path / "mean.pt")
    mean = taught_network(tmp_path / "mean.pt").state_dict()
    for name, value in first.state_dict().items():
        expected = 0.75 * value + 0.25 * second.state_dict()[name]
        torch.testing.assert_close(mean[name], expected, rtol=2e-3, atol=1e-4)


def test_readers_of_different_sizes_have_no_mean() -> None:
    with pytest.raises(ValueError, match="the networks differ"):
        average.mean_of(ReaderNetwork(SHAPE), ReaderNetwork(Shape(SPECIAL + 4, 16, 2, 2)), 0.5)
