"""Whose request it is: only what our own servers wrote is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.addresses import read_network, visitor
from corpus.errors import BadRequest

OURS = (read_network("127.0.0.1"), read_network("10.0.0.0/8"), read_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "whose"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # a stranger's word
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.1", "198.51.100.1"),  # what the visitor wrote stands to the left
        ("127.0.0.1", "8.8.8.8, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # a visitor within our own network
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8, nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("fd00::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_visitor_is_the_last_hop_that_is_none_of_ours(peer: str, forwarded: str, whose: str) -> None:
    assert visitor(peer, forwarded, proxies=OURS) == whose


@given(st.text(max_size=60))
def test_without_a_proxy_of_ours_no_header_changes_who_it_is(forwarded: str) -> None:
    assert visitor("203.0.113.7", forwarded, proxies=()) == "203.0.113.7"


@given(st.text(max_size=60))
def test_what_a_visitor_writes_before_the_proxys_own_entry_changes_nothing(written: str) -> None:
    assert visitor("127.0.0.1", f"{written},198.51.100.1", proxies=OURS) == "198.51.100.1"


@pytest.mark.parametrize("text", ["", "nonsense", "10.0.0.0/99", "1.2.3"])
def test_a_network_that_is_none_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadRequest):
        read_network(text)
