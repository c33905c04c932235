"""Finds the words that the segmenter takes for names and that are none: `qa/data/not_names.txt`.

    python -m training.not_names ../shared/data/crud_news.jsonl.gz qa/data/not_names.txt

Of a written question (training/asked_news.py, both files; the held parts are left out) its article answers, so every name in it should stand
there. What is tagged as a name and yet stands in no article that answers, again and again in the questions of one file (东西, 上门, 老二,
礼拜), is another word, or one that people say and no newspaper prints (俄国, 老王). One word a line, by code point.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from corpus.text import fold, simplify
from qa.features import view
from qa.names import not_names
from qa.questions import read_question
from training.asked_news import ASKED, HARDER, Part, Wording, part_of, read_written
from training.reading_data import dated_news

ARTICLES = 2
"""So many answer without printing it."""
SHARE = 0.25
"""Of the articles whose questions use it, so many; 美国, as often said otherwise, stands in 97 % of its own."""

SHARE_OF_BOTH = 0.2
"""The same of both files together: 意大利, which two of a few harder questions say otherwise, is a name."""


def used(path: Path, articles: Mapping[str, tuple[str, date | None]]) -> Iterator[tuple[str, str, bool]]:
    """Each word taken for a name in a question of `path`, the article asked about, and whether it stands there."""
    read: tuple[str, str] = ("", "")
    for written in read_written(path=path):
        if part_of(written.document) is Part.HELD or written.place is None:
            continue
        text, day = articles[written.document][:2]
        if read[0] != written.document:
            read = (written.document, simplify(fold(text).text))
        for wording in Wording:
            for term in view(read_question(written.worded(wording), today=day)).terms:
                if term.name or term.text in not_names():
                    yield term.text, written.document, term.stands_in(read[1])


def counted(path: Path, articles: Mapping[str, tuple[str, date | None]]) -> tuple[Counter[str], Counter[str]]:
    """Of each word in how many articles' questions it is, and how many of these articles lack it."""
    stands: dict[tuple[str, str], bool] = {}
    for word, document, borne in used(path, articles):
        stands[word, document] = stands.get((word, document), False) or borne
    return Counter(word for word, _ in stands), Counter(
        word for (word, _), borne in stands.items() if not borne
    )


def main(news: Path, out: Path) -> None:
    """Writes the list; the same questions and segmenter give the same bytes."""
    articles = dated_news(news)
    files = [counted(path, articles) for path in (ASKED, HARDER)]
    used_in, lacking = sum((all_of for all_of, _ in files), Counter()), sum((n for _, n in files), Counter())
    found = sorted(
        word
        for word, count in lacking.items()
        if count >= SHARE_OF_BOTH * used_in[word]
        and any(without[word] >= max(ARTICLES, SHARE * all_of[word]) for all_of, without in files)
    )
    out.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(used_in)} words, {len(found)} of them no names")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
