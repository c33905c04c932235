"""Pages going into the archive and out of it: what is new, what replaces an older version, what is there."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

from corpus.bulletins import Bulletin, PageStories
from corpus.corrections import corrected
from corpus.errors import BadPage, BadRequest
from corpus.passages import passages
from corpus.rulings import read_rulings, rulings_json
from corpus.schema import text_seal
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
            "INSERT INTO pages VALUES (?, ?, ?, ?)",
            (bulletin_id, bulletin.text, dumped_spans(page.furniture), text_seal(bulletin.text)),
        )
        chain.update(chained_page(bulletin.name, date, bulletin.digest, rulings))
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
            chain.update(chained_passages(spans for _, spans, _ in rows))
    changed = counts["added"] + counts["replaced"] > 0
    if changed:
        connection.execute("INSERT INTO changes VALUES (?, ?)", (generation, chain.hexdigest()))
    return AddReport(**counts, generation=generation if changed else last)


def removed(connection: sqlite3.Connection, names: Sequence[str]) -> int:
    """Retire the pages of those names as the next generation, in the open transaction, and say how many.

    They are searched no more, and their numbers still resolve. Raises BadRequest where a name is unknown.
    """
    (last, seal) = connection.execute(
        "SELECT generation, seal FROM changes ORDER BY generation DESC LIMIT 1"
    ).fetchone()
    chain = hashlib.sha256(seal.encode())
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        found = connection.execute(
            "UPDATE bulletins SET retired = ? WHERE name = ? AND retired IS NULL", (last + 1, name)
        )
        if not found.rowcount:
            raise BadRequest(
                f"no page {name!r} in the archive; nothing was removed",
                detail=f"资料库里没有“{name}”，没有移除任何内容。用 bulletin list 可以看到有哪些。",
            )
    for name in sorted(wanted):
        chain.update(chained_removal(name))
    if wanted:
        connection.execute("INSERT INTO changes VALUES (?, ?)", (last + 1, chain.hexdigest()))
    return len(wanted)


def chained_page(name: str, date: str | None, digest: str, rulings: str | None) -> bytes:
    """What a page adds to its generation's seal."""
    return f"\n{name}\t{date}\t{digest}{rulings or ''}".encode()


def chained_passages(spans: Iterable[str]) -> bytes:
    """What the passages of a story add to it."""
    return "\n".join(spans).encode()


def chained_removal(name: str) -> bytes:
    """What the removal of a page adds to it."""
    return f"\n-{name}".encode()


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
