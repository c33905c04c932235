"""Trains the bundled encoder from raw news: a vector for each piece, and nothing else.

    python -m training.train_encoder ../shared/data/crud_news.jsonl.gz index/models/news-static-3 \
        --dev ../shared/data/crud_qa_dev.jsonl --log out/encoder.jsonl

Questions are made from the sentences of the news (`training.questions`), and some were written in two wordings, an everyday
one among them (`training.asked_news`, the reader's part); each is to find the passage that its sentence stands in. The
development questions are only scored, never trained on. Their documents are trained on like all others, unless
`--held-back` takes them out.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training.asked_news import Part, part_of, read_written
from training.contrast import Array, Bags, Pairs, Recipe, bags_of, spelling, train, unit_rows
from training.folder import write_folder
from training.news import Document, passages, read_news
from training.pieces import piece_tokenizer, word_counts
from training.questions import made_questions

PIECES = 32_000
"""x 512 dimensions x 2 bytes is 32.8 MB, and the tokenizer 1.0: with the reader under 40 MB."""
WRITTEN_TIMES = 6
"""How often a written question is asked in one pass over the made ones: they are a fortieth as many and better worded."""
BOILERPLATE = 3
"""A sentence standing in more passages than this (广告声明：文内含有的对外跳转链接…) is asked nothing."""
SHORTEST_SENTENCE = 12
"""Characters; shorter ones say too little to be found by."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The news as sentences in passages in documents, all in order."""

    sentences: list[str]
    first_sentence: Array
    """For each passage, its first sentence; one more entry closes the last."""
    document_of: Array
    """For each passage."""
    documents: list[str]
    """Their ids."""
    texts: list[str]
    """Whole."""


def collected(documents: Iterable[Document]) -> Collection:
    """`documents` cut into passages and sentences."""
    sentences: list[str] = []
    first = [0]
    owners: list[int] = []
    ids: list[str] = []
    texts: list[str] = []
    for number, document in enumerate(documents):
        ids.append(document.id)
        texts.append(document.text)
        for run in passages(document.text):
            sentences.extend(run)
            first.append(len(sentences))
            owners.append(number)
    return Collection(sentences, np.array(first), np.array(owners), ids, texts)


def questions_of(news: Collection, *, per_passage: int, seed: int) -> tuple[list[str], Array]:
    """Questions, and the sentence each was made from; passage by passage, at most `per_passage` each."""
    rng = random.Random(seed)
    standing = Counter(news.sentences)
    texts: list[str] = []
    sources: list[int] = []
    lead, document = "", -1
    for passage, owner in enumerate(news.document_of.tolist()):
        start, end = news.first_sentence[passage : passage + 2].tolist()
        if owner != document:
            lead, document = news.sentences[start], owner
        askable = [
            s
            for s in range(start, end)
            if len(news.sentences[s]) >= SHORTEST_SENTENCE and standing[news.sentences[s]] <= BOILERPLATE
        ]
        drawn = Counter(rng.choices(askable, k=per_passage)) if askable else Counter()
        for sentence, limit in drawn.items():
            for made in made_questions(news.sentences[sentence], rng, limit=limit, context=lead):
                texts.append(made.text)
                sources.append(sentence)
    return texts, np.array(sources)


def made_of(news: Collection, options: argparse.Namespace) -> tuple[list[str], Array]:
    """The made questions with their sentences; from the file in which an earlier run kept them, if there is one."""
    if options.kept and options.kept.exists():
        held = np.load(options.kept)
        return held["texts"].tobytes().decode().split("\0"), held["sources"]
    texts, sources = questions_of(news, per_passage=options.per_passage, seed=options.seed)
    if options.kept:
        flat = np.frombuffer("\0".join(texts).encode(), np.uint8)
        np.savez_compressed(options.kept, texts=flat, sources=sources)
    return texts, sources


def written_of(news: Collection) -> tuple[list[str], Array]:
    """The written questions of the reader's part in both wordings, and the sentence that answers each."""
    first = {document: number for number, document in reversed(list(enumerate(news.documents)))}
    passages_of = np.searchsorted(news.document_of, np.arange(len(news.documents) + 1))
    bounds = news.first_sentence[passages_of]
    texts: list[str] = []
    sources: list[int] = []
    for written in read_written():
        if written.place is None or part_of(written.document) is not Part.READER:
            continue
        number = first[written.document]
        at = 0
        for sentence in range(int(bounds[number]), int(bounds[number + 1])):
            start = news.texts[number].find(news.sentences[sentence], at)
            at = start + len(news.sentences[sentence])
            if start <= written.place.start < at:
                texts += [written.plain, written.everyday]
                sources += [sentence, sentence]
    return texts, np.array(sources, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Dev:
    """Questions with the documents that answer them, by number in the collection."""

    questions: Bags
    documents: list[list[int]]


def read_dev(path: Path, ids: Sequence[str], tokenizer: Tokenizer) -> Dev:
    """The questions of a jsonl of `{question, doc_ids}` whose documents are among `ids`."""
    numbers = {document: number for number, document in enumerate(ids)}
    texts: list[str] = []
    documents: list[list[int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found = [numbers[document] for document in record["doc_ids"] if document in numbers]
        if found:
            texts.append(str(record["question"]))
            documents.append(found)
    return Dev(bags_of(texts, tokenizer), documents)


def document_ranks(scores: NDArray[np.float32], document_of: Array, right: Sequence[Sequence[int]]) -> Array:
    """The rank, from 1, of the best right document of each question.

    `scores` is (questions, passages), passages in document order; a document is worth its best passage.
    """
    starts = np.flatnonzero(np.diff(document_of, prepend=-1))
    best = np.maximum.reduceat(scores, starts, axis=1)
    place = {int(document): at for at, document in enumerate(document_of[starts])}
    return np.array(
        [
            1 + int((row > max(row[place[d]] for d in documents)).sum())
            for row, documents in zip(best, right, strict=True)
        ]
    )


def dev_scores(table: Tensor, dev: Dev, news: Collection, sentences: Bags) -> dict[str, float]:
    """Recall at 1, 5 and 10 and mean reciprocal rank, by document over the whole collection."""
    size = len(table)
    bounds = sentences.offsets[news.first_sentence]
    offsets = dev.questions.offsets
    questions = unit_rows(table, dev.questions.counts(offsets[:-1], offsets[1:], size=size))
    scores = torch.cat(
        [
            questions @ unit_rows(table, sentences.counts(part[:-1], part[1:], size=size)).T
            for start in range(0, len(bounds) - 1, 20_000)
            if len(part := bounds[start : start + 20_001]) > 1
        ],
        dim=1,
    )
    ranks = document_ranks(scores.numpy(), news.document_of, dev.documents)
    recalls = {f"recall@{k}": round(float((ranks <= k).mean()), 4) for k in (1, 5, 10)}
    return {**recalls, "mrr": round(float((1 / ranks).mean()), 4)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("news", type=Path, help="jsonl(.gz) of {id, text}")
    parser.add_argument("out", type=Path, help="folder of the model")
    parser.add_argument("--dev", type=Path, help="jsonl of {question, doc_ids}; scored every 200 steps")
    parser.add_argument("--held-back", action="store_true", help="leave the dev documents out of training")
    parser.add_argument("--log", type=Path, help="jsonl of losses and scores")
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--per-passage", type=int, default=5, help="questions made of a passage, at most")
    parser.add_argument("--kept", type=Path, help="made questions are kept in this file and read back")
    parser.add_argument("--written", type=int, default=WRITTEN_TIMES, help="how often each is asked")
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--steps", type=int, default=530)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--rate", type=float, default=0.01)
    parser.add_argument("--scale", type=float, default=20.0)
    parser.add_argument("--inverse-cloze", type=float, default=0.1)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Train, write the folder, and print what was done."""
    options = _options()
    torch.set_num_threads(options.threads)
    started = time.monotonic()

    def say(record: dict[str, object]) -> None:
        record = {"seconds": round(time.monotonic() - started), **record}
        print(json.dumps(record, ensure_ascii=False), flush=True)
        if options.log:
            with options.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(record, ensure_ascii=False) + "\n")

    news = collected(read_news(options.news))
    tokenizer = piece_tokenizer(word_counts(news.sentences), size=options.pieces)
    texts, sources = made_of(news, options)
    written, answered = written_of(news)
    say({"made": len(texts), "written": len(written)})
    texts += written * options.written
    sources = np.concatenate([sources, np.tile(answered, options.written)])
    sentences = bags_of(news.sentences, tokenizer)
    dev = read_dev(options.dev, news.documents, tokenizer) if options.dev else None
    pairs = Pairs(bags_of(texts, tokenizer), sentences, sources, news.first_sentence, news.document_of)
    if options.held_back and dev:
        pairs = without_documents(pairs, {d for documents in dev.documents for d in documents})
    recipe = Recipe(
        dimension=options.dimension,
        steps=options.steps,
        batch=options.batch,
        rate=options.rate,
        scale=options.scale,
        inverse_cloze=options.inverse_cloze,
        dropout=options.dropout,
        seed=options.seed,
    )
    say({"passages": len(news.document_of), "questions": len(pairs.questions), **asdict(recipe)})

    def report(step: int, loss: float, table: Tensor) -> None:
        scored = dev is not None and (step % 200 == 0 or step == recipe.steps)
        scores = dev_scores(table, dev, news, sentences) if dev and scored else {}
        say({"step": step, "loss": round(loss, 4), **scores})

    table = train(pairs, recipe, spelt=spelling(tokenizer), report=report)
    write_folder(options.out, tokenizer=tokenizer, table=table)
    say({"written": options.out.name})


def without_documents(pairs: Pairs, documents: set[int]) -> Pairs:
    """`pairs` without the questions made from `documents` (which then stand in no batch at all)."""
    owner = pairs.document_of[pairs.passage_of(np.arange(len(pairs.questions)))]
    kept = np.flatnonzero(~np.isin(owner, sorted(documents)))
    offsets = pairs.questions.offsets
    lengths = (offsets[1:] - offsets[:-1])[kept]
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    where = np.repeat(offsets[kept] - bounds[:-1], lengths) + np.arange(bounds[-1])
    return Pairs(
        Bags(pairs.questions.pieces[where], bounds),
        pairs.sentences,
        pairs.sentence_of[kept],
        pairs.first_sentence,
        pairs.document_of,
    )


if __name__ == "__main__":
    main()
