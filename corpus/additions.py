"""Pages going into the archive: what is new, what replaces an older version, what is there already."""

import hashlib
import sqlite3
from collections.abc import Iterable

from corpus.bulletins import Bulletin, PageStories
from corpus.corrections import corrected
from corpus.errors import BadPage
from corpus.passages import passages
from corpus.rulings import read_rulings, rulings_json
from corpus.stored import AddReport, dumped_paragraphs, dumped_span, dumped_spans


def added(connection: sqlite3.Connection, pages: Iterable[tuple[Bulletin, PageStories]]) -> AddReport:
    """Write `pages` into the open transaction of `connection` as its next generation, and say what changed.

    Where nothing did, nothing is written. One page at a time is held in memory.
    """
    (last, seal) = connection.execute(
        "SELECT generation, seal FROM changes ORDER BY generation DESC LIMIT 1"
    ).fetchone()
    generation = last + 1
    chain = hashlib.sha256(seal.encode())
    counts = {"added": 0, "replaced": 0, "unchanged": 0, "stories": 0, "passages": 0}
    for bulletin, page in pages:
        older = connection.execute(
            "SELECT id, rulings, digest, date, headline, encoding FROM bulletins"
            " WHERE name = ? AND retired IS NULL",
            (bulletin.name,),
        ).fetchone()
        date = bulletin.date.isoformat() if bulletin.date else None
        kept = older[1] if older else None
        rulings = kept if page.rulings is None else (rulings_json(page.rulings) if page.rulings else None)
        if older and older[1:] == (rulings, bulletin.digest, date, bulletin.headline, bulletin.encoding):
            counts["unchanged"] += 1
            continue
        if kept and page.rulings is None:
            page = _ruled(bulletin, page, kept)
        counts["replaced" if older else "added"] += 1
        if older:
            connection.execute("UPDATE bulletins SET retired = ? WHERE id = ?", (generation, older[0]))
        cut = [passages(bulletin, story) for story in page.stories]
        counts["stories"] += len(cut)
        counts["passages"] += (count := sum(map(len, cut)))
        bulletin_id = connection.execute(
            "INSERT INTO bulletins"
            " (name, date, headline, encoding, digest, rulings, added, stories, passages, characters)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                bulletin.name,
                date,
                bulletin.headline,
                bulletin.encoding,
                bulletin.digest,
                rulings,
                generation,
                len(cut),
                count,
                len(bulletin.text),
            ),
        ).lastrowid
        connection.execute(
            "INSERT INTO pages VALUES (?, ?, ?)", (bulletin_id, bulletin.text, dumped_spans(page.furniture))
        )
        chain.update(f"\n{bulletin.name}\t{date}\t{bulletin.digest}".encode())
        chain.update((rulings or "").encode())
        for story, its_passages in zip(page.stories, cut, strict=True):
            story_id = connection.execute(
                "INSERT INTO stories (bulletin_id, number, title, kicker, byline, confidence, paragraphs)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    bulletin_id,
                    story.number,
                    dumped_span(story.title),
                    dumped_span(story.kicker),
                    dumped_span(story.byline),
                    story.confidence,
                    dumped_paragraphs(story.paragraphs),
                ),
            ).lastrowid
            rows = [(story_id, dumped_spans(one.spans), dumped_span(one.section)) for one in its_passages]
            connection.executemany("INSERT INTO passages (story_id, spans, section) VALUES (?, ?, ?)", rows)
            # What a later version of the page reader would cut otherwise is another change.
            chain.update("\n".join(spans for _, spans, _ in rows).encode())
    changed = counts["added"] + counts["replaced"] > 0
    if changed:
        connection.execute("INSERT INTO changes VALUES (?, ?)", (generation, chain.hexdigest()))
    return AddReport(**counts, generation=generation if changed else last)


def _ruled(bulletin: Bulletin, page: PageStories, kept: str) -> PageStories:
    """A corrected page as an editor ruled on the version before it."""
    try:
        return corrected(bulletin.text, page, read_rulings(kept, bulletin.name))
    except BadPage as error:
        raise BadPage(
            f"{bulletin.name}: what was ruled on the version before does not fit: {error}",
            detail=f"“{bulletin.name}”原有的人工改正不再适用于新的版面：{error.detail}"
            f"请用 bulletin fix {bulletin.name} 重新改正，或加上 --clear 去掉改正，然后再加入。",
        ) from error
