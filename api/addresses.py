"""Whose request it is: the visitor's address, also where our own web server stands between.

`X-Forwarded-For` is written by whoever sends it, so of its hops only those are believed that a trusted proxy
added: read from the right, up to the first address that is none of ours.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from api.settings import Network
from corpus.errors import BadRequest

HOUSEHOLD_BITS = 64
"""Of an IPv6 address: what one connection is given, and may draw its addresses from as it likes."""


def visitor(peer: str, forwarded: str, *, proxies: Sequence[Network]) -> str:
    """Who is counted: an IPv4 address, or the network of an IPv6 one.

    `peer` is the other end of the connection, `forwarded` the `X-Forwarded-For` header, empty where there is
    none. Empty where `peer` is no address (a Unix socket).
    """
    seen = _address(peer)
    for hop in reversed(forwarded.split(",") if forwarded else []):
        if seen is None or not any(seen in network for network in proxies):
            break
        further = _address(hop)
        if further is None:
            break  # nothing that a proxy of ours wrote; the last that is known stands
        seen = further
    if isinstance(seen, IPv6Address):
        return str(ip_network((seen, HOUSEHOLD_BITS), strict=False))
    return str(seen) if seen else ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def read_network(text: str) -> Network:
    """The network of `10.0.0.0/8` or `127.0.0.1`. BadRequest where it is none."""
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise BadRequest(
            f"--proxy {text!r} is not a network: {error}",
            detail=f"代理地址“{text}”写得不对。请写地址或网段，例如 --proxy 127.0.0.1 或 --proxy 10.0.0.0/8。",
        ) from error
