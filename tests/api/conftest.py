"""A desk with canned answers over a real archive: what the web rooms show does not hang on what qa finds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import FIRST_ISSUE, Service
from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.files import read_bulletins
from corpus.spans import Span
from qa.answers import Answer, Answered, Derivation, Quote, Reason, Refused, Related, Source
from qa.conversations import Turn
from qa.searching import FoundPassage
from qa.suggestions import Suggestion, SuggestionKind

ASKED = "2025年太原市市区优良天数是多少天？"
DERIVED = "2024年太原市市区优良天数是多少天？"
LISTED = "三县一市优良天数由多到少怎么排？"
UNSUPPORTED = "太原地铁3号线什么时候开通？"
BROKEN = "让它出错"
TRAP = "陷阱"

TRAP_TEXT = (
    "## 标题<script>alert(1)</script>\n\n本报讯 甲市有<img src=x onerror=alert(2)>3家&amp;店。(某<i>人</i>)\n"
)


class Canned:
    """Answers what it was given answers for, and refuses the rest; `BROKEN` is a mistake of ours."""

    def __init__(self, archive: Archive, answers: Mapping[str, Answer]) -> None:
        self.archive = archive
        self._answers = answers

    def ask(self, question: str, *, turns: Sequence[Turn] = ()) -> Answer:
        if turns:
            question = f"{turns[-1].question}{question}"
        if not question.strip() or len(question) > 500:
            raise BadRequest("the question is empty or too long", detail="问题是空的，或者太长。")
        if question == BROKEN:
            raise RuntimeError("a mistake of ours")
        refused = Refused(question, Reason.NOT_IN_BULLETIN, f"没有找到“{question}”。", None, None, (), 0.1)
        return replace(self._answers.get(question, refused), question=question)

    def examples(self, limit: int) -> list[str]:
        return [ASKED, LISTED][:limit]

    def search(self, words: str, *, limit: int) -> tuple[FoundPassage, ...]:
        related = self.ask(words).related
        return tuple(FoundPassage(one.text, one.source, 1.0) for one in related)[:limit]

    def suggest(self, typed: str, *, limit: int) -> tuple[Suggestion, ...]:
        suggestion = Suggestion(SuggestionKind.QUESTION, ASKED, "2026-02-06.md", 0)
        return (suggestion,)[:limit] if ASKED.startswith(typed) else ()

    def check_suggestion(self) -> bool:
        return False


def cited(archive: Archive, name: str, before: str, text: str, after: str) -> tuple[Quote, Source]:
    """The quotation `before + text + after` of a page, with its source; it stands in one run of one story."""
    stored = archive.bulletin_named(name)
    assert stored is not None
    bulletin = stored.bulletin
    start = bulletin.text.index(before + text + after)
    whole = Span(start, start + len(before + text + after))
    place = Span(start + len(before), start + len(before) + len(text))
    [story] = [
        s.story
        for s in archive.stories(stored.id)
        if any(span.covers(whole) for p in s.story.paragraphs for span in p.spans)
    ]
    byline = story.byline.of(bulletin.text) if story.byline else None
    source = Source(
        bulletin=name,
        version="",
        date=bulletin.date,
        story=story.number,
        title=story.headline(bulletin),
        section=None,
        byline=byline,
        spans=(place,),
    )
    return Quote(before, text, after, (whole,)), source


def answered(
    quote: Quote, source: Source, *, items: tuple[str, ...] = (), related: tuple[Related, ...] = ()
) -> Answered:
    return Answered(
        question="",
        text=quote.text,
        items=items or (quote.text,),
        figures=(),
        quote=quote,
        source=source,
        derivation=None,
        related=related,
        score=0.9,
    )


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The first issue, and a page whose text and name hold markup."""
    folder = tmp_path_factory.mktemp("pages")
    trap: Path = folder / "trap-2026-01-01.md"
    trap.write_text(TRAP_TEXT, encoding="utf-8")
    with Archive.open(tmp_path_factory.mktemp("data")) as opened:
        opened.add(read_bulletins(FIRST_ISSUE))
        opened.add(read_bulletins(trap))
        yield opened


@pytest.fixture(scope="session")
def canned(archive: Archive) -> Canned:
    days = cited(
        archive,
        "2026-02-06.md",
        "2025年1月至12月,太原市市区优良天数",
        "282天",
        ",优良率为77.3%,优良天数比上年同期增加34天。",
    )
    more = cited(
        archive,
        "2026-02-06.md",
        "2025年1月至12月,太原市市区优良天数282天,优良率为77.3%,优良天数比上年同期增加",
        "34天",
        "。",
    )
    ranked = cited(
        archive,
        "2026-02-06.md",
        "“三县一市”二级以上优良天数由多到少为:",
        "娄烦县、古交市、阳曲县、清徐县",
        "。",
    )
    trap = cited(
        archive, "trap-2026-01-01.md", "本报讯 甲市有<img src=x onerror=alert(2)>", "3家", "&amp;店。"
    )
    related = (Related(str(ranked[0]), ranked[1]),)
    derived = Answered(
        question=DERIVED,
        text="248天",
        items=("248天",),
        figures=(),
        quote=days[0],
        source=days[1],
        derivation=Derivation("282天 - 34天 = 248天", (days, more)),
        related=(),
        score=0.8,
    )
    answers: dict[str, Answer] = {
        ASKED: answered(*days, related=related),
        DERIVED: derived,
        LISTED: answered(*ranked, items=("娄烦县", "古交市", "阳曲县", "清徐县")),
        UNSUPPORTED: Refused(
            UNSUPPORTED, Reason.NOT_IN_BULLETIN, "报上没有提到地铁3号线。", None, None, related, 0.2
        ),
        TRAP: answered(*trap),
    }
    return Canned(archive, answers)


@pytest.fixture
def client(canned: Canned) -> Iterator[TestClient]:
    unlimited = Service(asking="", reading="")
    with TestClient(create_app(canned, service=unlimited), raise_server_exceptions=False) as opened:
        yield opened
