"""A link goes on showing what was quoted, after the page has been corrected."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from corpus.files import read_bulletins
from tests.qa.desks import desk_over_text

QUESTION = {"question": "新桥全长多少米?"}
OLD = "## 新桥通车\n\n本报讯 3月1日,新桥全长120米,正式通车。(某人)\n"
NEW = "## 更正:新桥通车\n\n本报讯 经核实,3月1日通车的新桥全长125米。(某人)\n"


def test_a_quoted_place_opens_in_the_version_it_was_quoted_from(tmp_path: Path) -> None:
    with desk_over_text(tmp_path / "desk", OLD, name="2026-03-01.md") as assistant:
        client = TestClient(create_app(assistant))
        first = client.post("/api/v1/ask", json=QUESTION).json()
        assert first["answer"] == "120米"
        corrected = tmp_path / "2026-03-01.md"
        corrected.write_text(NEW, encoding="utf-8")
        assistant.archive.add(read_bulletins(corrected))

        second = client.post("/api/v1/ask", json=QUESTION).json()
        assert second["answer"] == "125米"
        old_page = client.get(first["source"]["url"].partition("#")[0])
        assert old_page.status_code == 200
        assert '<mark class="short" id="a">120米</mark>' in old_page.text
        assert "后来更正或撤下了" in old_page.text
        new_page = client.get(second["source"]["url"].partition("#")[0])
        assert '<mark class="short" id="a">125米</mark>' in new_page.text
        assert "后来更正或撤下了" not in new_page.text


def test_an_unknown_version_is_not_found_and_a_malformed_one_is_refused(tmp_path: Path) -> None:
    with desk_over_text(tmp_path / "desk", OLD, name="2026-03-01.md") as assistant:
        client = TestClient(create_app(assistant))
        assert client.get("/story/2026-03-01.md/0?v=ffff").status_code == 404
        assert client.get("/story/2026-03-01.md/0?v=%27x").status_code == 422
