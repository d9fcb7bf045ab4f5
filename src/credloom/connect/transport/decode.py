"""Content codings (RFC 9110, section 8.4), unpacked within a limit: what a bomb would need is never allocated."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import brotli
import httpx
import zstandard

from credloom.connect.transport.faults import AnswerTooLarge

ACCEPTED = "gzip, deflate, br, zstd"
"""What requests say in `Accept-Encoding`."""
MAX_CODINGS = 3
_STEP = 1 << 20
_ZSTD_WINDOW = 1 << 23
"""RFC 9659: a zstd window in HTTP is 8 MB at most."""
_ZSTD_EXPANSION = 32_768
"""Four bytes of zstd can stand for one block of 128 KB; nothing expands further."""


def decode(body: bytes, codings: Sequence[str], limit: int) -> bytes:
    """The content behind its codings, the last applied first.

    Raises `AnswerTooLarge` past `limit` bytes, `httpx.DecodingError` for a coding that was not asked for, for damaged
    and for truncated content.
    """
    if len(codings) > MAX_CODINGS:
        raise httpx.DecodingError(f"more than {MAX_CODINGS} content codings")
    for coding in reversed(codings):
        unpack = _DECODERS.get(coding)
        if unpack is None:
            raise httpx.DecodingError(f"unknown content coding {coding[:40]!r}")
        body = _gathered(unpack, body, limit)
    return body


def _gathered(unpack: Callable[[bytes, int], Iterator[bytes]], body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        for part in unpack(body, limit) if body else ():
            size += len(part)
            if size > limit:
                raise AnswerTooLarge(f"more than {limit} bytes unpacked")
            parts.append(part)
    except (zlib.error, zstandard.ZstdError, brotli.error) as error:
        raise httpx.DecodingError(f"damaged content: {error}") from error
    return b"".join(parts)


def _gzip(body: bytes, limit: int) -> Iterator[bytes]:
    """Every member; what follows the last one and is no member is padding."""
    rest = body
    while rest.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        yield from _inflated(member, rest, limit)
        rest = member.unused_data
    if rest is body:
        raise httpx.DecodingError("damaged content: this is not gzip")


def _deflate(body: bytes, limit: int) -> Iterator[bytes]:
    """zlib's wrapping as the standard says, or bare as some servers send it."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    yield from _inflated(zlib.decompressobj(wbits=15 if wrapped else -15), body, limit)


def _inflated(stream: zlib._Decompress, body: bytes, limit: int) -> Iterator[bytes]:
    step = min(_STEP, limit + 1)
    part = stream.decompress(body, step)
    while part:
        yield part
        part = stream.decompress(stream.unconsumed_tail, step)
    if not stream.eof:
        raise httpx.DecodingError("truncated content")


def _br(body: bytes, limit: int) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    step = min(_STEP, limit + 1)
    yield stream.process(body, output_buffer_limit=step)
    while not stream.is_finished():
        part = stream.process(b"", output_buffer_limit=step)
        if not part and not stream.is_finished():
            raise httpx.DecodingError("truncated content")
        yield part


def _zstd(body: bytes, limit: int) -> Iterator[bytes]:
    """Fed in portions that cannot unpack to much more than the limit: the library takes no limit itself."""
    portion = max(256, limit // _ZSTD_EXPANSION)
    rest = body
    while rest:
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        at = 0
        while at < len(rest) and not frame.eof:
            yield frame.decompress(rest[at : at + portion])
            at += portion
        if not frame.eof:
            raise httpx.DecodingError("truncated content")
        rest = frame.unused_data + rest[at:]


def _identity(body: bytes, _: int) -> Iterator[bytes]:
    yield body


_DECODERS: Mapping[str, Callable[[bytes, int], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
    "identity": _identity,
}
