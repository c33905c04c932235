"""The questions written on news as a question set, to be asked of an archive and judged."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from qa.evaluating.datasets import Question
from training.asked_news import ASKED, Part, part_of, read_written

Dated = Mapping[str, tuple[str, date | None]]


def question_set(part: Part, news: Dated, *, path: Path = ASKED, every: int = 1) -> list[Question]:
    """Each `every`-th question of one part, in an editor's and a resident's wording in turn; `news`: text and day of each article by its id."""
    written = [w for w in read_written(path) if part_of(w.document) is part][::every]
    out = []
    for place, one in enumerate(written):
        gold = ((one.place.of(news[one.document][0]),),) if one.place else ()
        asked = one.plain if place % 2 else one.everyday
        out.append(
            Question(
                f"{one.document}-{place}", asked, one.kind, gold, doc_ids=(one.document,) if gold else ()
            )
        )
    return out
