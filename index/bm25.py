"""Term search: BM25 (Robertson and Zaragoza 2009; k1 1.2, b 0.75, as tantivy has them) over passages.

A passage is its text and the headings it stands under, each as words and as character pairs (`index.tokens`): four
fields, whose scores add up. Words go in and come out as they are: no user text is ever parsed as a query language.

A dropped passage is found no more at once, but weighs on the frequencies of its words until tantivy merges
its segment.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from corpus.stored import PassageText
from index.fusion import Scored
from index.tokens import FORMAT as WORDS_FORMAT
from index.tokens import cut

HEADING_WEIGHT = 0.5
"""What a word in a heading counts against one in the text.

Mean reciprocal rank by terms alone at 0, 0.25, 0.5, 1 and 1.5: first issue .914 .915 .917 .922 .922; 60
pages with made-up headlines .887 .881 .880 .863 .844.
"""

PAIR_WEIGHT = 1.0
"""What a pair of characters counts against a word.

Mean reciprocal rank by document at 0, 0.25, 0.5 and 1, and of pairs without words (60,939 documents): crud_qa_dev .830
.855 .871 .876 .875; 60 of its questions in everyday words .534 .564 .598 .583 .528; 300 questions of DRCD .942 .960
.960 .957 .937; 300 of ChineseSquad .700 .737 .734 .733 .701.
"""

ALSO_WEIGHT = 0.3
"""What a word counts that was not asked with but might be printed instead (上升 for 涨了).

At 0.2 and 0.4 they change the ranks above by less than 0.01; asked with in full they cost 0.03.
"""

MAX_QUERY_WORDS = 256
"""Different words of a question, and as many pairs, that are looked up; a question has a dozen. It bounds what a pasted page
costs."""

_HEAP_BYTES = 128_000_000
"""Memory for a writer before it flushes a segment; tantivy's own default."""


FORMAT = f"{WORDS_FORMAT}, tantivy {version('tantivy')}"
"""What an index was made with: one made with another tantivy, or of other words, is made anew."""


class Terms:
    """A term index in a folder, open for searching; `written` makes and changes it."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> "Terms":
        """The index in `folder` as last committed. OSError where there is none or it is damaged."""
        with _told(folder):
            index = tantivy.Index.open(str(folder))
            # Otherwise a thread would watch the folder and swap the searcher under a running question.
            index.config_reader("manual")
            index.reload()
            return cls(index)

    @classmethod
    def open_unwritable(cls, folder: Path) -> "Terms":
        """The same where this user may make no file: tantivy makes a lock file to open an index."""
        # a thread of tantivy's that looked at the folder may make its lock file there while it is removed
        with TemporaryDirectory(ignore_cleanup_errors=True) as links:
            for file in folder.iterdir():
                if not file.name.endswith(".lock"):
                    Path(links, file.name).symlink_to(file.absolute())
            # The searcher has mapped all files once it is open; the links may go.
            return cls.open(Path(links))

    @property
    def count(self) -> int:
        """Passages held."""
        return self._searcher.num_docs

    @property
    def held(self) -> list[int]:
        """The numbers of the passages held, rising; one held twice stands twice."""
        if not self.count:
            return []
        hits = self._searcher.search(tantivy.Query.all_query(), self.count, count=False).hits
        numbers = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(int(number) for number in numbers if number is not None)

    def search(self, question: str, *, also: str = "", limit: int) -> list[Scored]:
        """The passages sharing words with `question` or, counting less, `also`; best first, ties by passage number."""
        asked_for = cut(question)
        clauses = self._clauses(asked_for.words, 1.0, pairs=False)
        clauses += self._clauses(asked_for.pairs, PAIR_WEIGHT, pairs=True)
        clauses += self._clauses(
            [w for w in cut(also).words if w not in asked_for.words],
            ALSO_WEIGHT,
            pairs=False,
        )
        if not clauses or limit < 1 or not self.count:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])
        asked = limit
        while True:
            hits = self._searcher.search(query, asked + 1, count=False).hits
            # Where equals straddle the limit, tantivy keeps whichever its segments hold first, which
            # depends on how they came to be; so look until the last one kept is better than the next.
            if len(hits) <= asked or hits[limit - 1][0] > hits[asked][0]:
                break
            asked *= 4
        numbers = self._searcher.fast_field_values("passage", [address for _, address in hits])
        scored = [
            Scored(int(number), score)
            for (score, _), number in zip(hits, numbers, strict=True)
            if number is not None
        ]
        scored.sort(key=lambda one: (-one.score, one.passage_id))
        return scored[:limit]

    def holding(self, words: Sequence[str], pairs: Sequence[str] = ()) -> int:
        """How many passages hold all of `words` and of `pairs`, each as `index.tokens` cuts it; 0 for none of either."""
        if not words and not pairs:
            return 0
        # Most words asked about here are held by none, which a search finds out five times slower.
        if not all(map(partial(self._searcher.doc_freq, "text"), words)):
            return 0
        if not all(map(partial(self._searcher.doc_freq, "text_pairs"), pairs)):
            return 0
        clauses = [(tantivy.Occur.Must, self._term("text", word)) for word in words]
        clauses += [(tantivy.Occur.Must, self._term("text_pairs", pair)) for pair in pairs]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), 1)
        return int(found.count or 0)  # type: ignore[attr-defined]  # tantivy's stub leaves it out

    def _term(self, field: str, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, word, "freq")

    def _clauses(self, words: Sequence[str], weight: float, *, pairs: bool) -> list[tantivy.Query]:
        """Each of `words` looked for in text and headings, as a pair of characters or as a word."""
        kind = "_pairs" if pairs else ""
        return [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, word, "freq"), boost)
            for word in list(dict.fromkeys(words))[:MAX_QUERY_WORDS]
            for field, boost in (
                (f"text{kind}", weight),
                (f"heading{kind}", weight * HEADING_WEIGHT),
            )
        ]


def written(folder: Path, passages: Iterable[PassageText], *, drop: Sequence[int] = ()) -> None:
    """Put `passages` into the index in `folder`, made if there is none, without those of the pages `drop`.

    All or nothing, and with its merging done when it returns. OSError where the folder holds a damaged
    index or cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _told(folder):
        index = tantivy.Index(_schema(), str(folder))
        # One thread: cutting words is what takes the time, and it leaves the other core to others.
        writer = index.writer(_HEAP_BYTES, 1)
        for bulletin_id in drop:
            # delete_documents_by_term reads any int as signed and so never meets an unsigned field.
            writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "bulletin", bulletin_id))
    for passage in passages:
        document = tantivy.Document()
        document.add_unsigned("passage", passage.id)
        document.add_unsigned("bulletin", passage.bulletin_id)
        for field, text in (("text", passage.text), ("heading", passage.heading)):
            pieces = cut(text)
            document.add_text(field, " ".join(pieces.words))
            document.add_text(f"{field}_pairs", " ".join(pieces.pairs))
        with _told(folder):
            writer.add_document(document)
    with _told(folder):
        writer.commit()
        writer.wait_merging_threads()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Tantivy says ValueError for whatever the disk does; say OSError."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"{folder}: {error}") from error


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("passage", fast=True)
    schema.add_unsigned_field("bulletin", indexed=True)
    for field in ("text", "text_pairs", "heading", "heading_pairs"):
        schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return schema.build()
