"""What the client knows of one source while the process lives: its limits, its state, and what its requests carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from credloom import __version__, clock
from credloom.connect.breaker import Breaker, Permit
from credloom.connect.bulkhead import Bulkhead
from credloom.connect.retry import RetryBudget
from credloom.connect.transport.decode import ACCEPTED
from credloom.errors import SourceError, SourceRateLimited, SourceUnavailable
from credloom.sources.manifest import Source

CONNECT_SECONDS = 10.0
_BASE = httpx.Headers(
    {"user-agent": f"credloom/{__version__}", "accept": "*/*", "accept-encoding": ACCEPTED},
    encoding="utf-8",  # for secrets and validators that are not ASCII
)
_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


class Upstream:
    """One source: breaker, bulkhead, retry budget, and where its secret may go."""

    def __init__(self, source: Source, earlier: Upstream | None = None) -> None:
        fetch = source.manifest.fetch
        self.source = source
        self.timeout = fetch.timeout_seconds
        self.bulkhead = Bulkhead(fetch.concurrency)
        self.breaker, self.budget = Breaker(), RetryBudget()
        self._quiet_until = 0.0
        if earlier is not None:
            self._inherit(earlier)
        self._origins = _origins(source)
        self._secret = _secret(source)
        self._carried_home = _BASE.copy()
        if self._secret is not None:
            self._carried_home[self._secret[0]] = self._secret[1]

    def _inherit(self, earlier: Upstream) -> None:
        """A manifest that was read again changes nothing of how the source does."""
        self.breaker, self.budget, self._quiet_until = earlier.breaker, earlier.budget, earlier._quiet_until
        if earlier.bulkhead.limit == self.bulkhead.limit:
            self.bulkhead = earlier.bulkhead

    def request(
        self,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str],
        content: bytes | None = None,
        *,
        safe: bool = False,
    ) -> httpx.Request:
        """A request with the source's limits, and with its secret where the address is one of its own."""
        carried = self._carried_home if self._secret is not None and self.is_own(url) else _BASE
        if headers:
            carried = carried.copy()
            for name, value in headers.items():  # `update` would take ASCII only
                carried[name] = value
        extensions: dict[str, Any] = {
            "timeout": {"connect": min(CONNECT_SECONDS, self.timeout)},
            "max_bytes": self.source.manifest.fetch.max_bytes,
            "safe": safe,
        }
        return httpx.Request(method, url, headers=carried, content=content, extensions=extensions)

    def is_own(self, url: httpx.URL) -> bool:
        """Whether an address lies on one of the hosts that the operator set; the same host by TLS is one too."""
        origin = origin_of(url)
        return origin in self._origins or (origin[::2] == ("https", 443) and ("http", origin[1], 80) in self._origins)

    def secret_header(self) -> str | None:
        """The name of the header that carries the secret, in lower case."""
        return self._secret[0] if self._secret is not None else None

    def keep_quiet(self, seconds: float) -> None:
        """The source wants no call for so long."""
        self._quiet_until = max(self._quiet_until, clock.monotonic() + seconds)

    def refusal(self) -> SourceError | None:
        """Why the source is not to be asked now, with the seconds to wait in `retry_after`; None where it may be."""
        key = self.source.key
        quiet = self._quiet_until - clock.monotonic()
        if quiet > 0:
            return SourceRateLimited(f"{key} allows no call for {quiet:.0f} s.", source=key, retry_after=quiet)
        rest = self.breaker.wait()
        if rest > 0:
            message = f"{key} keeps failing and is left alone for {max(rest, 1):.0f} s."
            return SourceUnavailable(message, source=key, retry_after=rest)
        return None

    def admit(self) -> Permit | SourceError:
        """A permit of the breaker, or why there is none."""
        refusal = self.refusal()
        if refusal is not None:
            return refusal
        permit = self.breaker.admit()
        if permit is None:  # another call took the only one since
            key = self.source.key
            return SourceUnavailable(f"{key} is being tried out after failures.", source=key, retry_after=1.0)
        return permit


def origin_of(url: httpx.URL) -> Origin:
    """Scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme, 0)


def _origins(source: Source) -> frozenset[Origin]:
    found = set()
    for address in source.urls.values():
        try:
            found.add(origin_of(httpx.URL(address)))
        except httpx.InvalidURL:
            continue
    return frozenset(found)


def _secret(source: Source) -> tuple[str, str] | None:
    rule = source.manifest.fetch.secret
    value = (source.secret or "").strip()
    return (rule.header.lower(), f"{rule.scheme} {value}".strip()) if rule is not None and value else None
