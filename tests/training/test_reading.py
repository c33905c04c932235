"""What the reader is trained on, hidden characters and groups of sentences; its losses; and how it is written."""

import json
import random
from collections.abc import Iterator
from math import log
from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.archive import Archive
from corpus.files import read_bulletins
from corpus.spans import Span
from qa.finding import Finder
from qa.reader import make_network, read_vocabulary
from qa.reader_inputs import Encoder
from qa.reader_network import FAR, HIDDEN, LONGEST_ANSWER, SPECIAL, Batch, ReaderNetwork, Shape, Trunk
from training.archived import opened
from training.checkpoints import Checkpoint
from training.pretrain_reader import HIDE, LONG, hidden, pretrain, shown
from training.reader_files import write_reader
from training.reading_data import (
    Example,
    Group,
    found_groups,
    gold_of,
    group_of,
    held_back,
    paragraph_of,
    write_shard,
)
from training.rows import LINE, Groups, Step, drawn, placed, read_groups, step_of, steps
from training.runs import Run
from training.train_reader import Scores, ahead, loss_beside, loss_of, measure, teach

TEXT = "市图书馆2月3日开馆。新馆藏书82万册。馆长张伟介绍了服务。"


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a seed gives the same draw again; nothing is kept secret


def small() -> Encoder:
    return Encoder(read_vocabulary("书\n馆\n图\n|"))


def made_group(question: str, answer: str) -> Group:
    paragraph = paragraph_of("t", TEXT, None)
    start = TEXT.index(answer)
    gold = gold_of(paragraph.sentences, Span(start, start + len(answer)))
    return group_of(small(), paragraph, question, gold, others=4, rng=seeded(1))


NEWS = {
    "library": "市图书馆2月3日开馆。新馆藏书82万册。馆长张伟介绍了服务。",
    "school": "学校图书馆2月4日开馆。新馆藏书3万册。校长王芳介绍了服务。",
    "again": "市图书馆开馆的消息传开。新馆藏书82万册的数字写在门口。",
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """The desk's way of finding in three articles, two of which print the same figure."""
    folder = tmp_path_factory.mktemp("news")
    lines = [json.dumps({"id": i, "text": t, "date": "2026-02-05"}) for i, t in NEWS.items()]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Archive.open(folder / "data") as archive:
        archive.add(read_bulletins(folder / "news.jsonl"))
    archive, found = opened(folder / "data")
    yield found
    archive.close()


def test_beside_the_news_the_wrong_sentences_are_those_of_other_articles_that_lack_the_answer(
    finder: Finder,
) -> None:
    text = NEWS["library"]
    start = text.index("82万册")
    place = Span(start, start + 4)
    asked = [
        Example("library", "市图书馆新馆藏书多少册?", ("82万册",), text, place, None),
        Example("library", "市图书馆票价多少?", (), text, None, None),
    ]
    (group,) = found_groups(small(), asked, finder, others=9)
    assert group.gold == 0
    assert group.answer == Span(4, 8)
    lengths = [len(pair.sentence) for pair in group.pairs]
    assert lengths[0] == len("新馆藏书82万册。")
    assert sorted(lengths[1:]) == sorted(
        len(s)
        for s in (
            "学校图书馆2月4日开馆。",
            "新馆藏书3万册。",
            "校长王芳介绍了服务。",
            "市图书馆开馆的消息传开。",
        )
    )


def test_the_sentence_that_answers_comes_first_and_its_answer_keeps_its_place() -> None:
    group = made_group("新馆藏书多少册?", "82万册")
    assert group.gold == 0
    assert group.answer == Span(4, 8)
    assert len(group.pairs) == 3


def test_a_question_without_answer_has_only_other_sentences() -> None:
    paragraph = paragraph_of("t", TEXT, None)
    group = group_of(small(), paragraph, "票价多少?", None, others=2, rng=seeded(1))
    assert group.gold == -1
    assert len(group.pairs) == 2


def shard_of(folder: Path, *groups: Group) -> Groups:
    write_shard(folder / "a-000.npz", list(groups))
    return read_groups([folder / "a-000.npz"])


def test_a_shard_gives_back_the_rows_that_were_written(tmp_path: Path) -> None:
    groups = [made_group("新馆藏书多少册?", "82万册"), made_group("谁介绍了服务?", "张伟")]
    again = shard_of(tmp_path, *groups)
    assert len(again) == 2
    assert again.gold.tolist() == [0, 0]
    assert again.answers.tolist() == [[4, 8], [2, 4]]
    for row, pair in enumerate(pair for group in groups for pair in group.pairs):
        own = again.characters[again.offsets[row] : again.offsets[row + 1]]
        assert own.tolist() == pair.row().tolist()


def test_a_step_holds_each_row_once_with_what_is_right_of_it(tmp_path: Path) -> None:
    made = [made_group("新馆藏书多少册?", "82万册"), made_group("谁介绍了服务?", "张伟")]
    step = step_of(shard_of(tmp_path, *made), np.arange(2), lines=2)
    assert step is not None
    characters, kinds, owners = (
        part.flatten() for part in (step.batch.characters, step.batch.kinds, step.batch.owners)
    )
    pairs = [pair for group in made for pair in group.pairs]
    for row, pair in enumerate(pairs):
        at = int(step.batch.openings[row])
        places = slice(at, at + len(pair.row()))
        assert characters[places].tolist() == pair.row().tolist()
        assert kinds[places].tolist() == pair.kinds().tolist()
        assert set(owners[places].tolist()) == {row + 1}
        assert int(step.batch.starts[row]) == at + pair.start
        assert int(step.batch.lengths[row]) == len(pair.sentence)
    assert int((owners > 0).sum()) == sum(len(pair.row()) for pair in pairs)
    assert step.held[:6].tolist() == [True, False, False] * 2
    assert step.answers[[0, 3]].tolist() == [[4, 3], [2, 1]]
    assert step.owners[:6].tolist() == [0, 0, 0, 1, 1, 1]
    assert step.columns[:6].tolist() == [0, 1, 2] * 2
    assert step.weights[:6].tolist() == pytest.approx([1 / 3] * 6)
    assert not step.weights[6:].any()


def test_rows_are_told_apart_as_if_each_were_alone(tmp_path: Path) -> None:
    torch.manual_seed(1)
    groups = shard_of(tmp_path, made_group("新馆藏书多少册?", "82万册"), made_group("谁介绍了服务?", "张伟"))
    network = ReaderNetwork(Shape(SPECIAL + 4, width=32, layers=2, heads=2)).eval()
    alone, beside = (step_of(groups, np.asarray(order), lines=2) for order in ([0], [1, 0]))
    assert alone is not None
    assert beside is not None
    assert alone.batch.openings[:3].tolist() != beside.batch.openings[3:6].tolist()
    with torch.inference_mode():
        for one, other in zip(network(alone.batch), network(beside.batch), strict=True):
            torch.testing.assert_close(one[:3], other[3:6])


def test_rows_that_do_not_fit_are_no_step(tmp_path: Path) -> None:
    assert placed(np.asarray([200, 200, 180]), 1) is None
    at = placed(np.asarray([200, 300, 180]), 2)
    assert at is not None
    assert sorted(at.tolist()) == [0, LINE, LINE + 200]
    groups = shard_of(tmp_path, *[made_group("新馆藏书多少册?", "82万册") for _ in range(9)])
    assert step_of(groups, np.arange(9), lines=1) is None
    with pytest.raises(ValueError, match="does not fit"):
        list(steps(groups, range(9), 0))


def test_every_group_comes_once_a_round(tmp_path: Path) -> None:
    groups = shard_of(tmp_path, *[made_group("新馆藏书多少册?", "82万册") for _ in range(9)])
    order = drawn(len(groups), 0, 1)
    assert order != drawn(len(groups), 1, 1)
    came = [step.groups.tolist() for step in ahead(steps(groups, order, 1), "cpu")]
    assert [g for chosen in came for g in chosen] == order
    assert len(came) > 1


def test_what_goes_wrong_beside_is_told(tmp_path: Path) -> None:
    groups = shard_of(tmp_path, made_group("新馆藏书多少册?", "82万册"))
    with pytest.raises(ValueError, match="does not fit"):
        list(ahead(steps(groups, [0], 0), "cpu"))


def test_the_last_texts_are_held_back() -> None:
    examples = [Example(str(i), "?", (), f"text {i // 2}", None, None) for i in range(20)]
    kept, held = held_back(examples)
    assert {e.text for e in kept} == {f"text {i}" for i in range(6)}
    assert {e.text for e in held} == {f"text {i}" for i in range(6, 10)}


def two_rows() -> Step:
    """One group of two rows; the first holds the answer."""
    none = torch.zeros((1, 1), dtype=torch.int64)
    return Step(
        groups=np.arange(1),
        batch=Batch(none, none, none, none[0], none[0], none[0], 1),
        owners=torch.zeros(2, dtype=torch.int64),
        columns=torch.arange(2),
        weights=torch.full((2,), 0.5),
        held=torch.tensor([True, False]),
        answers=torch.zeros((2, 2), dtype=torch.int64),
    )


def said(*odds: float) -> Scores:
    """Of each row, how one span compares with no answer; all others are none."""
    spans = torch.full((len(odds), 1, LONGEST_ANSWER), FAR)
    spans[:, 0, 0] = torch.tensor(odds)
    return Scores(spans, spans.flatten(1).logsumexp(-1), torch.zeros(len(odds)))


def test_the_loss_is_that_of_the_gold_span_alone_and_among_sentences() -> None:
    """Two sentences of one character; one span each scores 0, no answer scores 0: every choice is one of two."""
    loss = float(loss_of(said(0.0, 0.0), two_rows()))
    assert loss == pytest.approx(2 * log(2) + log(2))  # each sentence by itself, twice; one of two sentences


def test_who_thinks_as_the_teacher_does_has_the_least_loss() -> None:
    """The teacher thinks that the second sentence holds nothing and the first one an answer, three to one."""
    teacher = said(log(3.0), -9.0)
    losses = {
        odds: float(loss_beside(said(odds, -9.0), teacher, two_rows())) for odds in (-1.0, log(3.0), 3.0)
    }
    assert min(losses, key=lambda odds: losses[odds]) == log(3.0)
    assert losses[log(3.0)] < float(loss_beside(said(log(3.0), 0.0), teacher, two_rows()))


def unneeded(folder: Path) -> Checkpoint:
    """Of a training that is over before it is due."""
    run = Run(folder / "log.jsonl", length=1, seconds=None)
    return Checkpoint(folder / "checkpoint.pt", {}, run, every=300, resume=False)


def test_a_network_learns_to_read_what_it_is_taught_and_teaches_another(tmp_path: Path) -> None:
    torch.manual_seed(1)
    groups = shard_of(tmp_path, made_group("新馆藏书多少册?", "82万册"), made_group("谁介绍了服务?", "张伟"))
    teacher = None
    for width in (48, 32):
        losses: list[float] = []
        network = ReaderNetwork(Shape(SPECIAL + 4, width=width, layers=1, heads=2), dropout=0.0)
        teacher = teach(
            network, groups, teacher=teacher, rate=5e-3, far_of=lambda done, _: done / 300, device="cpu",
            lines=1, compile_=False, log=lambda *row, kept=losses: kept.append(row[2]), checkpoint=unneeded(tmp_path),
        )  # fmt: skip
        assert losses[-1] < 0.5 * losses[0]
        assert measure(teacher, groups, "cpu", lines=1)["exact"] == 1.0


def test_hidden_places_come_in_runs_and_are_about_a_quarter() -> None:
    torch.manual_seed(1)
    hide = hidden((200, LONG), torch.device("cpu"))
    assert float(hide.float().mean()) == pytest.approx(HIDE, abs=0.03)
    begins = hide & ~torch.nn.functional.pad(hide[:, :-1], (1, 0))
    assert float(hide.sum() / begins.sum()) > 2


def test_what_is_hidden_is_mostly_shown_as_hidden_and_the_rest_as_it_is() -> None:
    torch.manual_seed(1)
    rows = torch.randint(SPECIAL, 100, (50, LONG))
    hide = hidden((50, LONG), torch.device("cpu"))
    seen = shown(rows, hide, 100)
    assert seen[~hide].equal(rows[~hide])
    assert float((seen[hide] == HIDDEN).float().mean()) == pytest.approx(0.8, abs=0.05)


def test_a_trunk_learns_to_name_what_was_hidden(tmp_path: Path) -> None:
    torch.manual_seed(1)
    news = torch.arange(SPECIAL, SPECIAL + 20).repeat(100)
    trunk = Trunk(Shape(SPECIAL + 20, width=32, layers=1, heads=2), dropout=0.0)
    losses: list[float] = []
    pretrain(
        news, trunk, rows=4, rate=5e-3, far_of=lambda step: step / 300, device="cpu", compiled=False,
        log=lambda _, loss: losses.append(loss), checkpoint=unneeded(tmp_path),
    )  # fmt: skip
    assert losses[-1] < 0.5 * losses[0]


def test_a_written_reader_is_the_one_that_was_taught(tmp_path: Path) -> None:
    words = tmp_path / "reader_words.txt"
    words.write_text("书\n馆\n图\n|", encoding="utf-8")
    network = ReaderNetwork(Shape(SPECIAL + 4, width=128, layers=1, heads=2)).eval()
    write_reader(network, words, tmp_path)
    about = (tmp_path / "reader.json").read_text("utf-8")
    again = make_network(
        (tmp_path / "reader.safetensors").read_bytes(), about, read_vocabulary("书\n馆\n图\n|")
    )
    for name, value in again.state_dict().items():
        torch.testing.assert_close(value, network.state_dict()[name], rtol=0.02, atol=1e-3)
