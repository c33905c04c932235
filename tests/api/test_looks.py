import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.site.looks import Colours, Look, TypeSize, here


@given(st.builds(Look, st.sampled_from(TypeSize), st.sampled_from(Colours)))
def test_reading_a_look_inverts_writing_it(look: Look) -> None:
    assert Look.read(str(look)) == look


@given(st.text())
def test_any_cookie_is_a_look(text: str) -> None:
    assert isinstance(Look.read(text), Look)


def test_what_is_not_named_stays() -> None:
    look = Look(TypeSize.HUGE, Colours.DARK)
    assert look.changed("large", "") == Look(TypeSize.LARGE, Colours.DARK)
    assert look.changed("", "auto") == Look(TypeSize.HUGE, Colours.AUTO)
    assert look.changed("gigantic", "pink") == look


def test_the_choice_is_kept_in_a_cookie_and_leads_back_to_the_page(client: TestClient) -> None:
    back = "/bulletins?month=2026-02"
    chosen = client.post("/look", data={"size": "huge", "back": back}, follow_redirects=False)
    assert (chosen.status_code, chosen.headers["location"]) == (303, back)
    assert 'data-size="huge" data-colours="auto"' in client.get(back, headers={"Accept": "text/html"}).text
    client.post("/look", data={"colours": "dark"}, follow_redirects=False)
    shown = client.get("/nothing", headers={"Accept": "text/html"})
    assert 'data-size="huge" data-colours="dark"' in shown.text


def test_a_page_that_hangs_on_the_cookie_says_so_to_caches(client: TestClient) -> None:
    assert "cookie" in client.get("/bulletins").headers["vary"].lower()


@pytest.mark.parametrize(
    "address", ["//other.example", "/\\other.example", "https://other.example", "", "javascript:x", "/a\r\nb"]
)
def test_nobody_is_led_to_another_server(address: str) -> None:
    assert here(address) == "/"
