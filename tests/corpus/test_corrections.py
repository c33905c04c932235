"""What an editor rules is what the stories are, and whatever is ruled, no character is lost."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import schema
from corpus.archive import Archive
from corpus.bulletins import Bulletin, PageStories, Paragraph, ParagraphKind, Story
from corpus.corrections import corrected, corrected_reading
from corpus.errors import BadPage
from corpus.files import read_page_file
from corpus.layout import read_blocks
from corpus.pages import Doubt, PageReading, read_page, read_stories, uncovered
from corpus.rulings import (
    Headline,
    Ruling,
    Start,
    Together,
    read_rulings,
    read_sidecar,
    rulings_json,
    sidecar,
    write_sidecar,
)
from corpus.spans import Span

DAY = datetime.date(2026, 2, 6)
FIRST_ISSUE = Path(__file__).resolve().parents[2] / "api/first_issue/2026-02-06.md"

PAGE = """## 科教文卫

## 汾河水质好转

本报讯 2025年,汾河优良断面达到8个,水质

## 招聘会开场

本报讯 正月初八,我市举办招聘会51场。

现场提供岗位九百个。(张勇)

持续好转。

一场大雪过后,游客在公园赏雪。

王一 摄
"""


def shown(text: str, page: PageStories) -> list[list[str]]:
    """Each story's paragraphs marked by kind: T title, K kicker, S section, B body, P picture."""
    marks = {
        ParagraphKind.TITLE: "T",
        ParagraphKind.KICKER: "K",
        ParagraphKind.SECTION: "S",
        ParagraphKind.BODY: "B",
    }
    return [
        [f"{marks.get(p.kind, 'P')} {p.of(text)[:8]}" for p in story.paragraphs] for story in page.stories
    ]


def whole(text: str, page: PageStories) -> bool:
    """Whether stories and furniture cover `text` once."""
    spans = [span for story in page.stories for part in story.paragraphs for span in part.spans]
    at = 0
    for span in sorted([*spans, *page.furniture]):
        if span.start != at:
            return False
        at = span.end
    return at == len(text)


BARE = "## 题一\n\n甲一,从源头遏\n\n甲二。(李丽)\n\n## 题二\n\n制新增污染。\n\n乙二。(张勇)\n\n## 栏\n"


def bare() -> PageStories:
    """`BARE` in two stories, the last heading furniture; worked out by hand, so the reader plays no part."""

    def part(kind: ParagraphKind, words: str) -> Paragraph:
        start = BARE.index(words)
        return Paragraph(kind, (Span(start, start + len(words)),))

    stories = []
    for number, (title, name, words) in enumerate(
        [
            ("题一", "李丽", ("甲一,从源头遏", "甲二。(李丽)")),
            ("题二", "张勇", ("制新增污染。", "乙二。(张勇)")),
        ]
    ):
        head = part(ParagraphKind.TITLE, title)
        bodies = [part(ParagraphKind.BODY, one) for one in words]
        [signed] = part(ParagraphKind.BODY, name).spans
        stories.append(Story(number, (head, *bodies), head.spans[0], None, signed, 0.5))
    return PageStories(tuple(stories), uncovered(BARE, stories))


def ruled(*rulings: Ruling) -> list[list[str]]:
    page = corrected(BARE, bare(), rulings)
    assert whole(BARE, page)
    assert page.rulings == rulings
    return shown(BARE, page)


def test_a_line_within_a_story_comes_alone_and_closes_the_word_it_continues() -> None:
    page = corrected(BARE, bare(), [Together(("甲一", "制新增"))])
    assert shown(BARE, page) == [
        ["T 题一", "B 甲一,从源头遏制", "B 甲二。(李丽)"],
        ["T 题二", "B 乙二。(张勇)"],
    ]
    assert page.stories[0].paragraphs[1].of(BARE) == "甲一,从源头遏制新增污染。"
    assert [story.confidence for story in page.stories] == [1.0, 1.0]


def test_a_headline_brings_its_whole_story() -> None:
    assert ruled(Together(("题一", "题二"))) == [
        ["T 题一", "B 甲一,从源头遏", "B 甲二。(李丽)", "S 题二", "B 制新增污染。", "B 乙二。(张勇)"]
    ]


def test_several_lines_follow_each_other() -> None:
    assert ruled(Together(("甲一", "制新增", "乙二"))) == [
        ["T 题一", "B 甲一,从源头遏制", "B 乙二。(张勇)", "B 甲二。(李丽)"],
        ["T 题二"],
    ]


def test_a_story_without_a_headline_takes_that_of_the_story_it_is_given() -> None:
    rulings = Start("甲二"), Together(("甲二", "题二"))
    assert ruled(*rulings) == [
        ["T 题一", "B 甲一,从源头遏"],
        ["T 题二", "B 甲二。(李丽)", "B 制新增污染。", "B 乙二。(张勇)"],
    ]


def test_a_story_starts_where_it_is_said_to_and_signs_for_itself() -> None:
    page = corrected(BARE, bare(), [Together(("题一", "题二")), Start("题二")])
    assert shown(BARE, page) == shown(BARE, bare())
    assert [story.byline.of(BARE) for story in page.stories if story.byline] == ["李丽", "张勇"]
    assert [story.title.of(BARE) for story in page.stories if story.title] == ["题一", "题二"]


def test_a_line_given_as_headline_makes_the_one_above_it_a_kicker() -> None:
    page = corrected(BARE, bare(), [Headline("栏", of="乙二")])
    assert shown(BARE, page)[1] == ["K 题二", "T 栏", "B 制新增污染。", "B 乙二。(张勇)"]
    assert page.stories[1].title == Span(BARE.index("栏"), BARE.index("栏") + 1)
    assert page.stories[1].kicker == Span(BARE.index("题二"), BARE.index("题二") + 2)
    assert whole(BARE, page)


def test_a_headline_given_above_the_present_one_makes_that_a_section() -> None:
    assert (
        ruled(Headline("题一", of="制新增"))
        == [
            ["B 甲一,从源头遏", "B 甲二。(李丽)"],
            ["T 题一", "S 题二", "B 制新增污染。", "B 乙二。(张勇)"],
        ][::-1]
    )


def test_a_banner_may_start_a_story_or_join_one() -> None:
    assert ruled(Start("栏"))[2] == ["T 栏"]
    assert ruled(Together(("乙二", "栏")))[1] == ["T 题二", "B 制新增污染。", "B 乙二。(张勇)", "S 栏"]


def test_nothing_is_ruled_where_it_is_so_already() -> None:
    assert ruled(Start("题二"), Headline("题一", of="甲二")) == shown(BARE, bare())
    assert corrected(BARE, bare(), []).stories == bare().stories


def test_lines_are_named_whatever_the_width_of_marks_and_spaces() -> None:
    assert ruled(Start(" 甲 二。（李丽）"))[1] == ["B 甲二。(李丽)"]
    assert ruled(Start("## 甲二"))[1] == ["B 甲二。(李丽)"]


@pytest.mark.parametrize(
    ("ruling", "told"),
    [
        (Start("丙"), "没有以“丙”开头"),
        (Start("甲"), "有 2 处以“甲”开头"),
        (Start("甲@3"), "没有以“甲@3”开头"),
        (Headline("题一", of="栏"), "“栏”不属于任何报道"),
        (Together(("甲一", "题一")), "是这篇报道的开头"),
    ],
)
def test_a_ruling_that_cannot_be_carried_out_is_explained(ruling: Ruling, told: str) -> None:
    with pytest.raises(BadPage) as caught:
        corrected(BARE, bare(), [ruling])
    assert told in caught.value.detail


def test_of_lines_that_begin_alike_the_second_can_be_meant() -> None:
    assert ruled(Start("甲@2"))[1] == ["B 甲二。(李丽)"]


def test_doubts_at_a_named_line_are_settled() -> None:
    reading = read_page(PAGE)
    [line] = [block.span for block in read_blocks(PAGE) if block.text.startswith("持续")]
    other = read_blocks(PAGE)[1].span
    doubted = PageReading(
        reading.page, (Doubt(other, line, 0.5, "请核对。"), Doubt(other, other, 0.5, "二。"))
    )
    settled = corrected_reading(PAGE, doubted, [Together(("本报讯 2025", "持续好转"))])
    assert [doubt.reason for doubt in settled.doubts] == ["二。"]
    assert "水质持续好转。" in "".join(p.of(PAGE) for p in settled.page.stories[0].paragraphs)


FIRST = FIRST_ISSUE.read_text(encoding="utf-8")
FIRST_READ = read_stories(FIRST)
_NAMES = [block.text[:30] for block in read_blocks(FIRST)]
_name = st.sampled_from(_NAMES)
_rulings = st.one_of(
    st.builds(Start, _name),
    st.builds(Headline, _name, _name),
    st.builds(Together, st.lists(_name, min_size=2, max_size=3).map(tuple)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_rulings, max_size=5))
def test_whatever_is_ruled_every_character_keeps_one_place(rulings: list[Ruling]) -> None:
    page = FIRST_READ
    for ruling in rulings:
        try:
            page = corrected(FIRST, page, [ruling])
        except BadPage:
            continue
    assert whole(FIRST, page)
    assert [story.number for story in page.stories] == list(range(len(page.stories)))
    for story in page.stories:
        inside = [span for part in story.paragraphs for span in part.spans]
        for place in (story.title, story.kicker, story.byline):
            assert place is None or any(span.covers(place) for span in inside)


@given(st.lists(st.one_of(st.builds(Start, st.text(min_size=1).filter(str.strip)), _rulings)))
@settings(max_examples=50)
def test_rulings_come_back_as_they_were_written(rulings: list[Ruling]) -> None:
    written = rulings_json(rulings)
    assert read_rulings(written, "x") == tuple(rulings)
    assert len(json.loads(written)["fixes"]) == len(rulings)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"fixes": {}}',
        '{"fixes": [], "more": 1}',
        '{"fixes": [{"together": ["甲"]}]}',
        '{"fixes": [{"together": ["甲", 3]}]}',
        '{"fixes": [{"title": "甲"}]}',
        '{"fixes": [{"start": " "}]}',
        '{"fixes": [{"start": "甲", "of": "乙"}]}',
        '{"fixes": ["start"]}',
    ],
)
def test_a_sidecar_that_cannot_be_understood_is_explained(tmp_path: Path, text: str) -> None:
    path = tmp_path / "2026-02-06.md"
    sidecar(path).write_text(text, encoding="utf-8")
    with pytest.raises(BadPage) as caught:
        read_sidecar(path)
    assert "2026-02-06.md.fix.json" in caught.value.detail


def test_the_sidecar_is_followed_when_its_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "2026-02-06.md"
    path.write_text("---\ndate: 2026-02-06\n---\n" + PAGE, encoding="utf-8")
    assert read_sidecar(path) is None
    assert read_page_file(path)[1].rulings is None
    rulings = (Start("现场提供"),)
    assert write_sidecar(path, rulings) == tmp_path / "2026-02-06.md.fix.json"
    bulletin, page = read_page_file(path)
    assert page.rulings == rulings
    assert ["B 现场提供岗位九百"] in shown(bulletin.text, page)
    assert whole(bulletin.text, page)


# What the archive makes of them


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as archive:
        yield archive


def issue(*rulings: Ruling, extra: str = "") -> tuple[Bulletin, PageStories]:
    """The page as it comes with a sidecar of `rulings`."""
    bulletin, page = plain(extra=extra)
    return bulletin, corrected(bulletin.text, page, rulings)


def plain(*, extra: str = "") -> tuple[Bulletin, PageStories]:
    """The page as it comes without a sidecar."""
    text = PAGE + extra
    return Bulletin("p.md", DAY, text, digest=text), read_stories(text)


def stories_in(archive: Archive) -> list[list[str]]:
    stored = archive.bulletin_named("p.md")
    assert stored is not None
    return shown(stored.bulletin.text, archive.page(stored.id))


def test_the_archive_keeps_rulings_and_knows_a_changed_one(archive: Archive) -> None:
    assert archive.add([plain()]).added == 1
    before = stories_in(archive)
    assert archive.add([issue(Start("现场提供"))]).replaced == 1
    stored = archive.bulletin_named("p.md")
    assert stored is not None
    assert archive.page(stored.id).rulings == (Start("现场提供"),)
    assert len(stories_in(archive)) == len(before) + 1
    assert archive.add([issue(Start("现场提供"))]).unchanged == 1
    assert archive.add([plain()]).unchanged == 1, "a page that comes without its sidecar keeps its rulings"


def test_rulings_are_reapplied_to_a_corrected_page(archive: Archive) -> None:
    archive.add([issue(Start("现场提供"))])
    assert archive.add([plain(extra="\n更正一处。\n")]).replaced == 1
    assert any(story[0] == "B 现场提供岗位九百" for story in stories_in(archive))


def test_rulings_are_taken_back_by_an_empty_sidecar(archive: Archive) -> None:
    archive.add([plain()])
    before = stories_in(archive)
    archive.add([issue(Start("现场提供"))])
    assert archive.add([issue()]).replaced == 1
    assert stories_in(archive) == before
    assert archive.add([issue()]).unchanged == 1


def test_rulings_that_a_corrected_page_no_longer_fits_are_told_and_nothing_changes(archive: Archive) -> None:
    archive.add([issue(Start("现场提供"))])
    before = archive.generation
    bulletin = Bulletin("p.md", DAY, "## 另一版\n\n全新的内容。\n", digest="other")
    with pytest.raises(BadPage) as caught:
        archive.add([(bulletin, read_stories(bulletin.text))])
    assert "--clear" in caught.value.detail
    assert archive.generation == before


def test_an_archive_of_the_version_before_is_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "_MIGRATIONS", schema._MIGRATIONS[:1])
        patched.setattr(schema, "VERSION", 1)
        Archive.open(tmp_path / "old").close()
    with Archive.open(tmp_path / "old") as archive:
        assert archive.add([issue(Start("现场提供"))]).added == 1
