"""Names of cached values: a hash over a length-prefixed tuple, so that no two keys can ever meet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

Part = str | int | float | bool | bytes | None | tuple["Part", ...]
Key = tuple[Part, ...]


def name_of(key: Key, namespace: str = "") -> str:
    """The name of a key: 256 bits in hex. `1`, `1.0`, `True` and `"1"` are four different parts."""
    return hashlib.blake2b(b"".join(_parts((namespace, key))), digest_size=32).hexdigest()


def _parts(part: Part) -> Iterator[bytes]:
    if isinstance(part, tuple):
        yield b"t%d:" % len(part)
        for inner in part:
            yield from _parts(inner)
        return
    raw = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
    yield b"%s%d:" % (type(part).__name__.encode(), len(raw))
    yield raw
