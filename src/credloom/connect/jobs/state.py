"""What a harvest of postings remembers: places with what they held, and how far a listing has come."""

from __future__ import annotations

import hashlib

import msgspec
import zstandard

from credloom.connect.pages import Validator

_VERSION = 1
_MAX = 1 << 28


class Seen(msgspec.Struct, array_like=True, omit_defaults=True):
    """A place as it was read last: a page, a file, or a whole feed.

    `lastmod` is what its sitemap said, `validators` what its answers gave (several for a feed in pages), `refs` the
    postings in it with a digest of each.
    """

    lastmod: str = ""
    validators: dict[str, Validator] = {}
    refs: dict[str, bytes] = {}
    feed: bool = False


class State(msgspec.Struct, array_like=True, omit_defaults=True):
    """A checkpoint. `mark` says of which manifest and addresses, `listing` of which list of places.

    While a listing runs (`done` is false), `at` places are behind it, and `within` documents of the place at `at` whose
    content has the digest `content`; `whole` says that it reads everything, `failed` how many places could not be read.
    """

    mark: str = ""
    places: dict[str, Seen] = {}
    done: bool = False
    listing: str = ""
    at: int = 0
    within: int = 0
    content: bytes = b""
    whole: bool = True
    failed: int = 0
    version: int = _VERSION


def load(data: bytes | None) -> State:
    """The checkpoint; one of another version counts as none."""
    if not data:
        return State()
    try:
        body = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX)
        found = msgspec.msgpack.decode(body, type=State)
    except (zstandard.ZstdError, msgspec.MsgspecError):
        return State()
    return found if found.version == _VERSION else State()


def dump(state: State) -> bytes:
    """The checkpoint as bytes. Addresses repeat themselves, so it is compressed: some 20 bytes a posting."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(state))


def digest(body: bytes) -> bytes:
    """Eight bytes that tell one content from another."""
    return hashlib.blake2b(body, digest_size=8).digest()
