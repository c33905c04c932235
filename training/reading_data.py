"""Reading examples as the network sees them, in shards on disk: questions beside sentences of their own text.

    python -m training.reading_data ../shared/data out/reader --archive NEWS_DATA

Sources: questions written on news articles (training/asked_news.py), each in two wordings, beside their own article and (`found`,
one wording in turn) beside what search finds for them among all, in an archive of all of crud_news.jsonl.gz; DRCD's dev part and
half of ChineseSquad (by article, with its unanswerable questions), read whole. A group is one question, the sentence that answers it
and those that look most like it by the very score that the desk sorts by; where a text does not answer, nothing is to be found.
The news has no headlines: half of the texts are read as if they stood under their own first words.
Held back, for the score alone: the last 40 % of DRCD's test part, CMRC-2018 trial, CRUD's dev questions and the held part of the
written ones; for the ranker: CRUD's hard set and the second part of the written ones. Same data, seed and options, same shards.
"""

import argparse
import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.bulletins import Bulletin
from corpus.files import ready_story
from corpus.passages import passages
from corpus.spans import Span, joined
from corpus.stored import StoredPassage, StoredStory
from corpus.text import fold, simplify
from qa.evidence import Sentence, passage_sentences, story_text
from qa.features import sentence_features, view
from qa.finding import Finder
from qa.questions import read_question
from qa.ranking import look_score
from qa.reader import read_vocabulary
from qa.reader_inputs import HEADING, Encoder, Pair
from qa.reader_network import LONGEST_ANSWER, LONGEST_SENTENCE
from training.archived import opened
from training.asked_news import ASKED, HARDER, Part, Wording, part_of, read_written

SEED = 20260206
HELD_SHARE = 0.4
"""Of DRCD's test part, its last paragraphs: never trained on, by reader or ranker."""
Row = TypeVar("Row")
SHARD = 4000
"""Groups a file."""
OTHERS = 4
"""Sentences beside the one that answers."""
OTHERS_AGAIN = 3
"""The same where a reader that reads already goes on learning: on the CPU, where time is short."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question on one text, and where its answer stands in it; no place where the text does not answer."""

    id: str
    question: str
    answers: tuple[str, ...]
    text: str
    place: Span | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """One question beside sentences of one text."""

    pairs: tuple[Pair, ...]
    gold: int
    """Which of them holds the answer; -1 for none."""
    answer: Span | None
    """In its folded text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text cut into the sentences that the desk would read."""

    story: StoredStory
    sentences: tuple[Sentence, ...]
    words: str
    """Folded and simplified, whole."""


def paragraph_of(name: str, text: str, day: date | None) -> Paragraph:
    """The text read as a page of one story."""
    bulletin = Bulletin(name=name, date=day, text=text, digest="")
    story = ready_story(text).stories[0]
    stored = StoredStory(id=1, bulletin_id=1, bulletin=bulletin, story=story)
    out: list[Sentence] = []
    for i, passage in enumerate(passages(bulletin, story)):
        kept = StoredPassage(
            id=i, story_id=1, bulletin_id=1, passage=passage, text=joined(text, passage.spans)
        )
        out += passage_sentences(kept, stored, rank=0, closeness=0.0)
    if hashlib.sha256(text.encode()).digest()[0] % 2 and not any(s.heading for s in out):
        lead = out[0].folded.text[:HEADING] if out else ""
        out = out[:1] + [replace(s, heading=lead) for s in out[1:]]
    return Paragraph(stored, tuple(out), simplify(fold(story_text(stored)).text))


def read_squad(path: Path) -> Iterator[Example]:
    """All questions of a SQuAD-form file, in order."""
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for qa in paragraph["qas"]:
                answers = tuple(dict.fromkeys(a["text"] for a in qa["answers"] if a["text"]))
                place = None
                if answers and not qa.get("is_impossible"):
                    start = qa["answers"][0]["answer_start"]
                    place = Span(start, start + len(qa["answers"][0]["text"]))
                    if place.of(text) != qa["answers"][0]["text"]:
                        continue  # the translation moved it
                yield Example(str(qa["id"]), qa["question"], answers if place else (), text, place, None)


def halves(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """The examples by the parity of their text's number, in order of appearance."""
    numbers: dict[str, int] = {}
    out: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        out[numbers.setdefault(example.text, len(numbers)) % 2].append(example)
    return out


def held_back(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    """The first texts, and the last HELD_SHARE of them."""
    texts = list(dict.fromkeys(e.text for e in examples))
    last = set(texts[int(len(texts) * (1 - HELD_SHARE)) :])
    return [e for e in examples if e.text not in last], [e for e in examples if e.text in last]


def gold_of(sentences: Iterable[Sentence], place: Span) -> tuple[int, Span] | None:
    """Which of the text's sentences holds all of `place`, and where in its folded text; None where none does whole."""
    for i, sentence in enumerate(sentences):
        if sentence.spans[0].start <= place.start and place.end <= sentence.spans[-1].end:
            start = place.start - sentence.spans[0].start
            if len(sentence.spans) > 1:
                return None
            inner = sentence.folded.away(Span(start, start + len(place)))
            if inner is None:
                return None
            text = sentence.folded.text
            while len(inner) > 1 and text[inner.end - 1] in "。,;!?、":
                inner = Span(inner.start, inner.end - 1)
            return (i, inner) if inner.end <= LONGEST_SENTENCE and len(inner) <= LONGEST_ANSWER else None
    return None


def group_of(
    encoder: Encoder,
    paragraph: Paragraph,
    question: str,
    gold: tuple[int, Span] | None,
    *,
    others: int,
    rng: random.Random,
) -> Group:
    """The question beside its answering sentence and the `others` that look most like it."""
    seen = view(read_question(question, today=paragraph.story.bulletin.date))
    rows = [(s, sentence_features(seen, s, paragraph.words)) for s in paragraph.sentences]
    answer = gold[1].of(paragraph.sentences[gold[0]].folded.text) if gold else ""
    wrong = [
        i
        for i, (s, _) in enumerate(rows)
        if (gold is None or i != gold[0]) and not (len(answer) > 1 and answer in s.folded.text)
    ]
    wrong.sort(key=lambda i: -look_score(rows[i][1]))
    kept = wrong[: others - 1] + ([rng.choice(wrong[others - 1 :])] if len(wrong) >= others else [])
    if gold:
        kept.insert(0, gold[0])
    pairs = encoder.pairs(seen, [paragraph.sentences[i] for i in kept])
    return Group(tuple(pairs), 0 if gold else -1, gold[1] if gold else None)


def human_groups(
    encoder: Encoder, examples: Iterable[Example], rng: random.Random, *, others: int = OTHERS
) -> Iterator[Group]:
    """Groups of questions that were asked of whole texts, with those that the text does not answer."""
    kept: dict[str, Paragraph] = {}
    for example in examples:
        if example.text not in kept:
            kept = {example.text: paragraph_of("text", example.text, example.date)}
        paragraph = kept[example.text]
        gold = gold_of(paragraph.sentences, example.place) if example.place else None
        if example.place and gold is None:
            continue
        if len(paragraph.sentences) >= 1:
            yield group_of(encoder, paragraph, example.question, gold, others=others, rng=rng)


def found_groups(
    encoder: Encoder, examples: Iterable[Example], finder: Finder, *, others: int
) -> Iterator[Group]:
    """Groups of answered questions whose other sentences are those that search finds in other articles, the desk's order first."""
    for example in examples:
        if example.place is None:
            continue
        seen = view(finder.read(example.question), home=finder.home)
        rows = finder.sentences(seen)
        own = [(s, values) for s, values in rows if s.story.bulletin.name == example.id]
        gold = gold_of((s for s, _ in own), example.place)
        if gold is None:  # search did not find it
            paragraph = paragraph_of(example.id, example.text, example.date)
            gold = gold_of(paragraph.sentences, example.place)
            if gold is None:
                continue
            sentence = paragraph.sentences[gold[0]]
            own = [(sentence, sentence_features(seen, sentence, paragraph.words))]
            gold = (0, gold[1])
        right = own[gold[0]]
        answer = gold[1].of(right[0].folded.text)
        wrong = [
            row
            for row in rows
            if row[0].story.bulletin.name != example.id
            and not (len(answer) > 1 and answer in row[0].folded.text)
        ]
        kept = [sentence for sentence, _ in (right, *wrong[:others])]
        yield Group(tuple(encoder.pairs(seen, kept)), 0, gold[1])


def read_crud(path: Path, news: dict[str, tuple[str, date | None]]) -> Iterator[Example]:
    """CRUD questions with the article they were asked of."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, day = news[row["doc_id"]]
        start, end = row["spans"][0]
        yield Example(row["id"], row["question"], tuple(row["answers"]), text, Span(start, end), day)


def dated_news(path: Path) -> dict[str, tuple[str, date | None]]:
    """Text and day of each article by its id."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {
            str(r["id"]): (r["text"], date.fromisoformat(r["date"]) if r.get("date") else None) for r in rows
        }


def written_examples(
    part: Part, news: dict[str, tuple[str, date | None]], *wordings: Wording, path: Path = ASKED
) -> Iterator[Example]:
    """The written questions of one part with their article, whose id is theirs; each in its `wordings`, one after the other."""
    for written in read_written(path):
        if part_of(written.document) is part:
            text, day = news[written.document]
            answers = (written.place.of(text),) if written.place else ()
            for wording in wordings:
                yield Example(written.document, written.worded(wording), answers, text, written.place, day)


def sampled(rows: list[Row], most: int | None) -> list[Row]:
    """`most` of the rows, the same ones each time; all where there are no more, or where `most` is None."""
    return rows if most is None or len(rows) <= most else random.Random(SEED).sample(rows, most)


# --- shards ---------------------------------------------------------------------------------------------


def write_shard(path: Path, groups: list[Group]) -> None:
    """One .npz of all groups: their rows' characters end to end; written beside and renamed."""
    pairs = [pair for group in groups for pair in group.pairs]
    arrays: dict[str, np.ndarray] = {
        "characters": np.concatenate([c for p in pairs for c in (p.question, p.around, p.sentence)]).astype(
            np.uint16
        ),
        "lengths": np.asarray([(len(p.question), len(p.around), len(p.sentence)) for p in pairs], np.uint8),
        "sizes": np.asarray([len(g.pairs) for g in groups], np.uint8),
        "gold": np.asarray([g.gold for g in groups], np.int8),
        "answers": np.asarray(
            [(g.answer.start, g.answer.end) if g.answer else (0, 0) for g in groups], np.uint8
        ),
    }
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type]
    part.rename(path)


def shard(groups: Iterator[Group], out: Path, name: str, *, most: int) -> int:
    """Writes up to `most` groups as `name-000.npz` and so on; how many there were."""
    kept: list[Group] = []
    count = files = 0
    for group in groups:
        if group.pairs:
            kept.append(group)
            count += 1
        if len(kept) == SHARD or count == most:
            write_shard(out / f"{name}-{files:03d}.npz", kept)
            print(f"{name}-{files:03d} {count}", flush=True)
            kept, files = [], files + 1
        if count == most:
            break
    if kept:
        write_shard(out / f"{name}-{files:03d}.npz", kept)
    return count


def main() -> None:
    """Writes the shards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--found", type=int, default=16_000, help="questions asked of all articles")
    parser.add_argument("--archive", type=Path, help="of all news; needed for the set `found`")
    parser.add_argument(
        "--only", nargs="+", choices=SETS, default=SETS, help="which sets are written; each has its own draws"
    )
    options = parser.parse_args()
    if "found" in options.only and options.archive is None:
        parser.error("the set `found` needs --archive")
    encoder = Encoder(read_vocabulary((options.out / "reader_words.txt").read_text("utf-8")))
    news = dated_news(options.data / "crud_news.jsonl.gz")
    for name in options.only:
        groups = _groups_of(name, encoder, news, options)
        print(name, shard(groups, options.out, name, most=10**9), flush=True)


SETS = ("held", "cmrc", "crud", "written-held", "harder-held", "human", "written", "harder", "kept", "found")
KEPT = 9_000
"""Of the first written questions, in both wordings, those that are read again beside the harder ones; and a third as many of people's."""


def _groups_of(
    name: str, encoder: Encoder, news: dict[str, tuple[str, date | None]], options: argparse.Namespace
) -> Iterator[Group]:
    data, rng = options.data, random.Random(f"{SEED} {name}")
    match name:
        case "held":
            _, test = held_back(list(read_squad(data / "drcd_test_s.json")))
            return human_groups(encoder, test[:600], rng, others=7)
        case "cmrc":
            return human_groups(encoder, list(read_squad(data / "cmrc2018_trial.json"))[:400], rng, others=7)
        case "crud":
            return human_groups(encoder, read_crud(data / "crud_qa_dev.jsonl", news), rng, others=7)
        case "written-held":
            return human_groups(encoder, written_examples(Part.HELD, news, *Wording), rng, others=7)
        case "human":
            people = _people(data)
            rng.shuffle(people)
            people.sort(key=lambda e: e.text)  # one paragraph is cut once; the trainer mixes them
            return human_groups(encoder, people, rng)
        case "written":
            return human_groups(encoder, written_examples(Part.READER, news, *Wording), rng, others=OTHERS)
        case "harder":
            plain, everyday = (
                written_examples(Part.READER, news, w, path=HARDER) for w in (Wording.PLAIN, Wording.EVERYDAY)
            )
            pairs = enumerate(zip(plain, everyday, strict=True))
            both = [e for i, (said, asked) in pairs for e in ((said, asked) if i % 2 else (asked,))]
            return human_groups(encoder, both, rng, others=OTHERS_AGAIN)
        case "harder-held":
            harder = written_examples(Part.HELD, news, *Wording, path=HARDER)
            return human_groups(encoder, harder, rng, others=7)
        case "kept":
            again = sampled(list(written_examples(Part.READER, news, *Wording)), KEPT)
            again += sampled(_people(data), KEPT // 3)
            again.sort(key=lambda e: e.text)
            return human_groups(encoder, again, rng, others=OTHERS_AGAIN)
        case _:
            worded = [list(written_examples(Part.READER, news, wording)) for wording in Wording]
            asked = [worded[i % len(worded)][i] for i in range(len(worded[0]))]
            asked = rng.sample(asked, min(options.found, len(asked)))
            return found_groups(encoder, asked, opened(options.archive)[1], others=OTHERS)


def _people(data: Path) -> list[Example]:
    """What people asked of encyclopaedic paragraphs, as far as it is there to learn from."""
    squad, _ = halves(read_squad(data / "squad2_dev_zh.json"))
    return list(read_squad(data / "drcd_dev_s.json")) + squad


if __name__ == "__main__":
    main()
