"""tantivy by itself: BM25 over words, one field, its defaults."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from bench.peers.protocol import Desk, Said, Text, Way, words

HEAP = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Opened:
    index: tantivy.Index
    searcher: tantivy.Searcher
    segmented: bool

    def ask(self, question: str, limit: int) -> Said:
        terms = dict.fromkeys(words(question) if self.segmented else question)
        each = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self.index.schema, "text", term, "freq"))
            for term in terms
        ]
        found = self.searcher.search(tantivy.Query.boolean_query(each), limit).hits
        return Said(tuple(int(self.searcher.doc(place)["id"][0]) for _, place in found))


@dataclass(frozen=True, slots=True)
class Tantivy:
    """One index of one field."""

    note: str
    segmented: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Words go in apart by blanks."""
        del model
        index = tantivy.Index(_schema(), str(folder))
        writer = index.writer(HEAP, 1)
        for text in texts:
            terms = words(text.text) if self.segmented else list(text.text)
            writer.add_document(tantivy.Document(id=text.id, text=" ".join(terms)))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The index as it lies on disk, by memory map."""
        del texts, model
        index = tantivy.Index(_schema(), str(folder))
        return _Opened(index, index.searcher(), self.segmented)


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("id", stored=True)
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    return schema.build()


WAYS: dict[str, Way] = {
    "words": Tantivy("tantivy over rjieba words", segmented=True),
    "characters": Tantivy("tantivy over single characters, for want of a Chinese tokenizer", segmented=False),
}
