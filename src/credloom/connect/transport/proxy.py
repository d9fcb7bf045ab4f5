"""Proxies as the environment names them: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

import msgspec

from credloom.errors import UsageError

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Proxy(msgspec.Struct, frozen=True):
    """A proxy of HTTP that is spoken to in plain text, and what it wants to know of us."""

    host: str
    port: int
    authorization: bytes | None = None

    def __repr__(self) -> str:
        """Never shows the password."""
        return f"Proxy({self.host}:{self.port})"


class Proxies(msgspec.Struct, frozen=True):
    """Which proxy a request takes. A host on this machine never takes one."""

    by_scheme: Mapping[str, Proxy] = {}
    excepted: Sequence[str] = ()

    def for_place(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy towards a place, None for the direct way."""
        found = self.by_scheme.get(scheme)
        if found is None or _is_here(host) or any(_matches(rule, host, port) for rule in self.excepted):
            return None
        return found


def from_environment(env: Mapping[str, str]) -> Proxies:
    """The proxies of an environment. Raises `UsageError` for one that we cannot speak to."""
    found: dict[str, Proxy] = {}
    for scheme in ("http", "https"):
        for variable in (f"{scheme}_proxy", "all_proxy"):
            # HTTP_PROXY in capitals is what a CGI server makes of a request's `Proxy` header (CVE-2016-5385)
            names = (
                (variable,) if variable == "http_proxy" and "REQUEST_METHOD" in env else (variable, variable.upper())
            )
            value = next((env[name] for name in names if env.get(name)), "")
            if value:
                found[scheme] = _parse(value, variable)
                break
    rules = env.get("no_proxy") or env.get("NO_PROXY") or ""
    return Proxies(found, tuple(word.strip().lower() for word in rules.split(",") if word.strip()))


def _parse(value: str, variable: str) -> Proxy:
    parts = urlsplit(value if "://" in value else f"http://{value}")
    try:
        port = parts.port or 80
    except ValueError as error:
        raise UsageError(f"{variable}: expected http://HOST:PORT, the port is no number up to 65535.") from error
    if parts.scheme != "http" or not parts.hostname:
        raise UsageError(f"{variable}: expected http://HOST:PORT, found the scheme {parts.scheme!r}.")
    authorization = None
    if parts.username is not None:
        words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = b"Basic " + base64.b64encode(words.encode())
    return Proxy(parts.hostname, port, authorization)


def _is_here(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _matches(rule: str, host: str, port: int) -> bool:
    """`*`, a name with everything below it, an address, a network; a port behind it must be the same."""
    if rule == "*":
        return True
    host = host.lower().rstrip(".")
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(rule.strip("[]"), strict=False)
    except ValueError:
        pass
    name, _, wanted = rule.rpartition(":") if rule.count(":") == 1 or "]:" in rule else (rule, "", "")
    if wanted and wanted != str(port):
        return False
    name = name.strip("[]").removeprefix("*").lstrip(".")
    return host == name or host.endswith(f".{name}")
