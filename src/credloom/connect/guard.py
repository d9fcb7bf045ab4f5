"""Which addresses a source may have: none that leads into a private network, however it is spelled.

The address is judged twice: its text before anything is asked (`check`), and what the name resolves to at the moment
of connecting (`check_resolved`); the connection goes to exactly what was judged, so a name that changes its mind
between two look-ups gains nothing. Redirects and links pass the same way.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import httpx

_NUMERIC = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)(\.(0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\.?")
"""What resolvers read as an IPv4 address: one to four parts, each decimal, octal or hexadecimal."""

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
"""The letters of a host's name as it is looked up."""

_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".localdomain")

_HINT = "the setting allow_private_addresses lets such pass"

_UNICAST_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
_REFUSED_V4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("100.64.0.0/10"))
"""Special purpose ranges (RFC 6890, 7526, 6598) that `is_global` lets through in some versions of Python."""
_REFUSED_V6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))

_ALLOWED_LOW_PORTS = frozenset({80, 81, 443, 591})
_REFUSED_PORTS = frozenset(
    {
        *(1433, 1521, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900),
        *(6000, 6379, 6380, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 26379, 27017, 50000),
    }
)
"""Ports above 1023 where databases, queues and chat listen: a request there is never for a web service."""


class AddressRefused(httpx.ConnectError):
    """The address is one that no source may have. Nothing was sent."""


class Guard:
    """Judges addresses. `allow_private` lets private and loopback networks, and any port, through."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private

    def check(self, url: httpx.URL) -> None:
        """Raises `AddressRefused` where the text alone tells."""
        host = url.raw_host.decode("ascii")  # names of other scripts are in the form in which they are looked up
        if url.scheme not in ("http", "https"):
            raise AddressRefused(f"{url.scheme or 'no scheme'} is neither http nor https")
        if url.userinfo:
            raise AddressRefused("an address with a user name or password in it")
        if not host:
            raise AddressRefused("an address without a host")
        address = literal(host)
        if address is None and not _NAME.fullmatch(host):
            raise AddressRefused("a host that is no name")
        if address is None and _NUMERIC.fullmatch(host):
            raise AddressRefused(f"{host} is an unusual spelling of an address")
        if self._allow_private:
            return
        self._check_port(url.port)
        if address is not None:
            self.check_resolved(host, [host])
        name = host.rstrip(".").lower()
        if name in _LOCAL_NAMES or name.endswith(_LOCAL_ENDINGS):
            raise AddressRefused(f"{host} is a name within a private network; {_HINT}")

    def check_resolved(self, host: str, addresses: Sequence[str]) -> None:
        """Raises `AddressRefused` unless every address that a host resolved to is a public one."""
        if self._allow_private:
            return
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(f"{host} lies in a private or reserved network; {_HINT}")

    def _check_port(self, port: int | None) -> None:
        if port is None or port in _ALLOWED_LOW_PORTS or (port >= 1024 and port not in _REFUSED_PORTS):
            return
        raise AddressRefused(f"{port} is not a port of web services")


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as in its standard form; None for a name or any other spelling."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether an address is reachable from everywhere, looking through every form that carries another inside."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return _public_v4(ip) if isinstance(ip, IPv4Address) else _public_v6(ip)


def _public_v4(ip: IPv4Address) -> bool:
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return not any(ip in network for network in _REFUSED_V4)


def _public_v6(ip: IPv6Address) -> bool:
    if ip.scope_id is not None:
        return False
    if ip.ipv4_mapped is not None:
        return _public_v4(ip.ipv4_mapped)
    if ip in _NAT64:
        return _public_v4(IPv4Address(int(ip) & 0xFFFF_FFFF))
    if ip not in _UNICAST_V6 or any(ip in network for network in _REFUSED_V6):
        return False
    inner = ip.sixtofour
    if not (_public_v4(inner) if inner is not None else ip.is_global):  # versions of Python differ about 2002::/16
        return False
    identifier = int(ip) & 0xFFFF_FFFF_FFFF_FFFF
    return not (identifier >> 32 in _ISATAP and not _public_v4(IPv4Address(identifier & 0xFFFF_FFFF)))
