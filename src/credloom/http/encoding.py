"""Compressed bodies: the best coding that a client takes (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli
import zstandard

WORTH = 1_024
"""A shorter body is sent as it is."""
LONG = 262_144
"""A longer body is compressed in a thread: that takes more than 5 ms."""

_ONCE: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=1).compress(body),
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "gzip": lambda body: gzip.compress(body, 1, mtime=0),
}
"""In our order of preference. For a body that is sent once, the quickest level."""
_KEPT: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=6).compress(body),
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
"""For a body that is sent many times."""


@lru_cache(maxsize=256)
def coding(accepted: bytes) -> str:
    """The coding for an Accept-Encoding; an empty text for the body as it is."""
    wishes: dict[str, float] = {}
    for item in accepted.decode("latin-1").lower().split(","):
        name, _, quality = item.partition(";")
        wishes[name.strip()] = _quality(quality)
    other = wishes.get("*", 0.0)
    best, chosen = max((wishes.get(name, other), -place, name) for place, name in enumerate(_ONCE))[::2]
    return chosen if best > 0 and best >= wishes.get("identity", 0.0) else ""


def _quality(parameter: str) -> float:
    word = parameter.strip()
    if not word:
        return 1.0
    try:
        return min(1.0, max(0.0, float(word.removeprefix("q="))))
    except ValueError:
        return 0.0


def compressed(body: bytes, name: str, *, kept: bool) -> bytes:
    """A body in a coding."""
    return (_KEPT if kept else _ONCE)[name](body)
