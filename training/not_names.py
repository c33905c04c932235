"""Finds the words that the segmenter takes for names and that are none: `qa/data/not_names.txt`.

    python -m training.not_names ../shared/data/crud_news.jsonl.gz qa/data/not_names.txt

Of a written question (training/asked_news.py; the held part is left out) its article answers, so every name in it should stand
there. What is tagged as a name and yet stands in no article that answers, again and again (东西, 上门, 老二, 礼拜), is another
word, or one that people say and no newspaper prints (俄国, 老王). One word a line, by code point.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.text import fold, simplify
from qa.features import view
from qa.names import not_names
from qa.questions import read_question
from training.asked_news import Part, Wording, part_of, read_written
from training.reading_data import dated_news

ARTICLES = 2
"""So many answer without printing it."""
SHARE = 0.25
"""Of the articles whose questions use it, so many; 美国, as often said otherwise, stands in 97 % of its own."""


def used(news: Path) -> Iterator[tuple[str, str, bool]]:
    """Each word taken for a name in a question, the article asked about, and whether it stands there."""
    articles = dated_news(news)
    read: tuple[str, str] = ("", "")
    for written in read_written():
        if part_of(written.document) is Part.HELD or written.place is None:
            continue
        text, day = articles[written.document][:2]
        if read[0] != written.document:
            read = (written.document, simplify(fold(text).text))
        for wording in Wording:
            for term in view(read_question(written.worded(wording), today=day)).terms:
                if term.name or term.text in not_names():
                    yield term.text, written.document, term.stands_in(read[1])


def main(news: Path, out: Path) -> None:
    """Writes the list; the same questions and segmenter give the same bytes."""
    stands: dict[tuple[str, str], bool] = {}
    for word, document, borne in used(news):
        stands[word, document] = stands.get((word, document), False) or borne
    all_of = Counter(word for word, _ in stands)
    without = Counter(word for (word, _), borne in stands.items() if not borne)
    found = sorted(w for w, n in without.items() if n >= ARTICLES and n >= SHARE * all_of[w])
    out.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(all_of)} words, {len(found)} of them no names")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
