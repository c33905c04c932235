"""Closed to other sites, but for those that the operator names."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Service
from tests.api.conftest import ASKED, Canned

PAPER = "https://www.example.cn"
STRANGER = "https://evil.example"


@pytest.fixture
def opened(canned: Canned) -> Iterator[TestClient]:
    with TestClient(create_app(canned, service=Service(origins=(PAPER, "http://localhost:3000")))) as client:
        yield client


def asked_from(client: TestClient, origin: str) -> dict[str, str]:
    response = client.post("/api/v1/ask", json={"question": ASKED}, headers={"Origin": origin})
    assert response.status_code == 200
    return dict(response.headers)


def test_by_default_no_site_may_read_an_answer(client: TestClient) -> None:
    assert "access-control-allow-origin" not in asked_from(client, PAPER)
    preflight = client.options(
        "/api/v1/ask", headers={"Origin": PAPER, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 405
    for page in ("/", "/widget", "/widget.js"):
        headers = client.get(page).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_named_site_may_ask_and_a_stranger_may_not(opened: TestClient) -> None:
    allowed = asked_from(opened, PAPER)
    assert allowed["access-control-allow-origin"] == PAPER
    assert "access-control-allow-credentials" not in allowed
    assert "access-control-allow-origin" not in asked_from(opened, STRANGER)
    preflight = opened.options(
        "/api/v1/ask",
        headers={
            "Origin": PAPER,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == PAPER


def test_only_the_widget_may_stand_in_a_named_sites_frame(opened: TestClient) -> None:
    for path in ("/widget", "/widget.js"):
        headers = opened.get(path).headers
        assert f"frame-ancestors {PAPER} http://localhost:3000" in headers["content-security-policy"]
        assert "x-frame-options" not in headers
        assert headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/", "/bulletins", "/docs", "/api/v1/bulletins", "/widget/more"):
        headers = opened.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_scripts_and_styles_stay_our_own_everywhere(opened: TestClient) -> None:
    for path in ("/", "/widget"):
        policy = opened.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
