"""No spelling of a private address gets through, and public ones do."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect.guard import AddressRefused, Guard, is_public
from tests.connect.servers import asking, httpx_client, serving, source

PRIVATE_V4 = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.0.170", "192.0.2.1"),
    *("192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    "255.255.255.255",
]
PRIVATE_V6 = [
    *("::", "::1", "fe80::1", "febf::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
    *("2002:0a00:0001::1", "2001::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:10::1", "2001:20::1", "3fff::1"),
    *("5f00::1", "4000::1", "2600:1::5efe:7f00:1", "2600:1::200:5efe:c0a8:101", "fe80::1%1"),
]
PUBLIC = [
    *("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "9.9.9.9", "223.255.255.1"),
    *("2606:4700:4700::1111", "2a00:1450:4001::200e", "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1"),
]


@pytest.mark.parametrize("address", PRIVATE_V4 + PRIVATE_V6)
def test_private_and_reserved_addresses(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressRefused):
        Guard().check_resolved("source.example", [address])
    with pytest.raises(AddressRefused):
        Guard().check_resolved("source.example", ["8.8.8.8", address])
    Guard(allow_private=True).check_resolved("source.example", [address])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)
    Guard().check_resolved("source.example", [address])


def _octal(number: int) -> str:
    return f"0{number:o}"


def _hex(number: int) -> str:
    return f"0x{number:x}"


SPELLINGS: list[Callable[[int], str]] = [str, _octal, _hex]
_v4_private = st.one_of(
    *(st.ip_addresses(v=4, network=net) for net in ("127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"))
)


@st.composite
def spelled(draw: st.DrawFn) -> str:
    """A private IPv4 address as one to four numbers, each in any base, as resolvers read them."""
    number = int(draw(_v4_private))
    parts = draw(st.integers(1, 4))
    numbers = [number >> (24 - 8 * at) & 0xFF for at in range(parts - 1)]
    numbers.append(number & (1 << (8 * (5 - parts))) - 1)
    host = ".".join(draw(st.sampled_from(SPELLINGS))(part) for part in numbers)
    return host + draw(st.sampled_from(["", "."]))


@given(spelled())
def test_no_spelling_of_a_private_ipv4_address_passes(host: str) -> None:
    with pytest.raises((AddressRefused, httpx.InvalidURL)):
        Guard().check(httpx.URL(f"http://{host}/"))


@given(_v4_private, st.sampled_from(["::ffff:{}", "::{}", "64:ff9b::{}", "2600::5efe:{}", "2600::200:5efe:{}"]))
def test_no_ipv6_address_that_carries_a_private_one_passes(inner: ipaddress.IPv4Address, form: str) -> None:
    outer = ipaddress.IPv6Address(form.format(inner))
    for text in (str(outer), outer.exploded, outer.exploded.upper()):
        assert not is_public(text)
        with pytest.raises(AddressRefused):
            Guard().check(httpx.URL(f"http://[{text}]/"))


@given(_v4_private)
def test_no_6to4_address_of_a_private_network_passes(inner: ipaddress.IPv4Address) -> None:
    assert not is_public(str(ipaddress.IPv6Address(0x2002 << 112 | int(inner) << 80 | 1)))


@given(st.text(max_size=20))
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert not is_public(text)


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://source.example/", "gopher://source.example/", "//source.example/", "source"),
        *("http://source.example@127.0.0.1/", "http://user:pw@source.example/", "http://@source.example:80@x.example/"),
        *(
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://printer.local/",
            "http://x.internal/",
        ),
        *("http://source.example:22/", "http://source.example:6379/", "https://source.example:5432/", "http:///"),
        *(
            "http://0/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://2130706433/",
            "http://1.2.3./",
        ),
    ],
)
def test_addresses_that_the_text_gives_away(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().check(httpx.URL(url))


@pytest.mark.parametrize(
    "url",
    [
        *("http://source.example/", "https://source.example:8443/", "http://source.example:8080/x", "http://8.8.8.8/"),
        *(
            "https://source.example.:443/",
            "http://bücher.example/",
            "http://1password.example/",
            "http://0x7f.example/",
        ),
        *("http://[2606:4700:4700::1111]:443/", "http://internal.example/", "http://3.example/"),
    ],
)
def test_addresses_that_pass(url: str) -> None:
    Guard().check(httpx.URL(url))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5432/", "http://localhost:22/", "http://[::1]/", "http://a.internal/"]
)
def test_what_the_setting_lets_through(url: str) -> None:
    Guard(allow_private=True).check(httpx.URL(url))


@pytest.mark.parametrize("url", ["http://2130706433/", "http://u@127.0.0.1/", "ftp://127.0.0.1/"])
def test_what_the_setting_does_not_let_through(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard(allow_private=True).check(httpx.URL(url))


@pytest.mark.asyncio
async def test_nothing_is_connected_to_when_names_lead_inside() -> None:
    """A name that changes its mind between two look-ups, and one with a good and a bad address."""
    answers = iter([["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    async with serving(lambda asked: asked.ok()) as server, httpx_client(guard=Guard(), lookup=rebinding) as client:
        for _ in range(4):
            with pytest.raises(AddressRefused):
                await client.get(f"http://source.example:{server.port}/")
    assert server.connections == 0


@pytest.mark.asyncio
async def test_the_connection_goes_to_what_was_judged() -> None:
    """One look-up a connection: a second one, which could answer otherwise, does not take place."""
    looked: list[str] = []

    async def once(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    class Lenient(Guard):
        def check_resolved(self, host: str, addresses: object) -> None:
            looked.append(f"judged {addresses}")

    async with serving(lambda asked: asked.ok()) as server, httpx_client(guard=Lenient(), lookup=once) as client:
        await client.get(f"http://source.example:{server.port}/")
    assert looked == ["source.example", "judged ['127.0.0.1']"]


@pytest.mark.asyncio
async def test_the_client_refuses_loopback_unless_it_may() -> None:
    from credloom.errors import SourceRefused

    async with serving(lambda asked: asked.ok()) as server, asking(allow_private=False) as client:
        for host in ("127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433"):
            url = f"http://{host}:{server.port}/"
            with pytest.raises(SourceRefused, match="sample has an address that is refused"):
                await client.get(url, source=source(url))
    assert server.connections == 0
