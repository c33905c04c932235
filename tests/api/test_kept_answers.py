"""An answer's own address goes on showing what was quoted, and can be made to show nothing else."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from api.app import create_app
from api.places import Place, read_place
from api.site.kept import keep
from corpus.archive import Archive
from corpus.errors import BadRequest
from corpus.files import read_bulletins
from corpus.spans import Span
from tests.api.conftest import DERIVED
from tests.qa.desks import desk_over_text

BROWSER = {"Accept": "text/html"}
OLD = "## 新桥通车\n\n本报讯 3月1日,新桥全长120米,正式通车。(某人)\n"
NEW = "## 更正:新桥通车\n\n本报讯 经核实,3月1日通车的新桥全长125米。(某人)\n"
ASKED = "新桥全长多少米?"

spans = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(1, 99)).map(lambda p: Span(p[0], p[0] + p[1])),
    min_size=1,
    max_size=5,
).map(tuple)


@settings(max_examples=80)
@given(st.text(min_size=1), st.sampled_from(["", "0c5d2f3a9b71"]), st.integers(0, 99), spans, spans)
def test_reading_a_place_inverts_writing_it(
    name: str, version: str, story: int, marks: tuple[Span, ...], quoted: tuple[Span, ...]
) -> None:
    place = Place(name, version, story, marks, quoted)
    assert read_place(str(place)) == place


def address_on(html: str) -> str:
    [address] = set(re.findall(r'href="(/answer\?[^"]+)"', html))
    return unescape(address)


def marked(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>(.*?)</mark>", html)


def test_after_a_correction_the_quotation_is_still_the_one_that_was_given(tmp_path: Path) -> None:
    with desk_over_text(tmp_path / "desk", OLD, name="2026-03-01.md") as assistant:
        client = TestClient(create_app(assistant), headers=BROWSER)
        address = address_on(client.get(f"/?q={quote(ASKED)}").text)
        before = client.get(address).text
        assert marked(before) == ["120米"]
        assert "后来更正过" not in before

        corrected = tmp_path / "2026-03-01.md"
        corrected.write_text(NEW, encoding="utf-8")
        assistant.archive.add(read_bulletins(corrected))
        after = client.get(address).text
        assert marked(after) == ["120米"]
        assert "3月1日,新桥全长120米,正式通车。" in re.sub(r"<[^>]+>", "", after)
        assert "后来更正过" in after
        assert '<p class="value huge">120米</p>' in after
        assert "125米" not in after

        assistant.archive.remove(["2026-03-01.md"])
        assert marked(client.get(address).text) == ["120米"]


def test_a_computed_answer_keeps_its_sum_and_both_places(client: TestClient) -> None:
    address = address_on(client.get(f"/?q={quote(DERIVED)}", headers=BROWSER).text)
    assert address.count("&at=") == 2
    shown = client.get(address, headers=BROWSER).text
    assert "282天 - 34天 = 248天" in shown
    assert marked(shown) == ["282天", "34天"]


def test_parts_of_one_sentence_are_marked_in_one_quotation(client: TestClient) -> None:
    shown = client.get(f"/?q={quote(DERIVED)}", headers=BROWSER).text
    assert shown.count("<blockquote>") == 1


@pytest.mark.parametrize(
    "at",
    [
        "0::247-251:200-240:2026-02-06.md",  # the mark stands outside the quotation
        "0::0-2:0-2:2026-02-06.md",  # furniture, no story
        "0::0-999999999:0-999999999:2026-02-06.md",
        "0::247-251:240-260,250-270:2026-02-06.md",  # the quotation twice over itself
        "0::247-251:2026-02-06.md",
        "x::247-251:240-260:2026-02-06.md",
        "0:XY:247-251:240-260:2026-02-06.md",
        "0::247-251:240-260:",
        "",
    ],
)
def test_what_is_no_place_of_a_story_is_refused(client: TestClient, at: str) -> None:
    response = client.get(f"/answer?q=x&at={quote(at)}", headers=BROWSER)
    assert response.status_code == 422
    assert "这一步没有成功" in response.text


@pytest.mark.parametrize("at", ["0::247-251:240-260:no-such.md", "99::247-251:240-260:2026-02-06.md"])
def test_a_page_that_never_was_is_not_found(client: TestClient, at: str) -> None:
    assert client.get(f"/answer?q=x&at={quote(at)}", headers=BROWSER).status_code == 404


@settings(max_examples=60)
@given(st.integers(100, 400), st.integers(1, 80), st.integers(0, 79), st.integers(1, 40))
def test_what_is_kept_is_a_slice_of_the_page(
    archive: Archive, start: int, length: int, offset: int, inner: int
) -> None:
    quoted = Span(start, start + length)
    mark = Span(start + offset, start + offset + inner)
    try:
        kept = keep(archive, Place("2026-02-06.md", "", 0, (mark,), (quoted,)))
    except BadRequest:
        reject()  # not within one story; the next test says that all paragraphs can be kept
    stored = archive.bulletin_named("2026-02-06.md")
    assert kept is not None
    assert stored is not None
    text = stored.bulletin.text
    assert kept.pair[0].text == mark.of(text)
    assert str(kept.pair[0]) == quoted.of(text)


def test_any_part_of_a_paragraph_can_be_kept(archive: Archive) -> None:
    stored = archive.bulletin_named("2026-02-06.md")
    assert stored is not None
    for story in archive.stories(stored.id):
        for paragraph in story.story.paragraphs:
            whole = paragraph.spans[0]
            first = Span(whole.start, whole.start + 1)
            kept = keep(archive, Place("2026-02-06.md", "", story.story.number, (first,), (whole,)))
            assert kept is not None
            assert str(kept.pair[0]) == whole.of(stored.bulletin.text)
