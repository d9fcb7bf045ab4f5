"""The second level: any aiocache backend that several processes share. When it is down, the first level carries on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
from aiocache import RedisCache
from aiocache.base import BaseCache
from aiocache.serializers import NullSerializer
from redis.asyncio import Redis
from redis.exceptions import RedisError

from credloom import clock

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.25
"""How long one call may take: a shared cache that is slower than its sources is of no use."""
PAUSE_SECONDS = 5.0
"""How long a backend that failed is left alone."""
T = TypeVar("T")


class Held(NamedTuple):
    """A value of the second level and how many seconds ago it was loaded."""

    value: Any
    age: float


class SecondLevel:
    """Values by name, each with the marks of its tags; a value whose tag was marked anew since is not given back."""

    def __init__(self, backend: BaseCache) -> None:
        self._backend = backend
        self._paused_until = 0.0

    async def read(
        self, names: Sequence[str], tags: Sequence[str], kind: Any
    ) -> tuple[dict[str, Held], tuple[str | None, ...]]:
        """What is there, and the marks that the tags have now: `write` wants them back."""
        found = await self._try(self._backend.multi_get([*names, *tags]))
        if found is None:
            return {}, (None,) * len(tags)
        marks = tuple(None if mark is None else bytes(mark).decode() for mark in found[len(names) :])
        held = {}
        for name, packed in zip(names, found, strict=False):
            if packed is not None and (value := _unpack(packed, marks, kind)) is not None:
                held[name] = value
        return held, marks

    async def write(self, values: Mapping[str, object], marks: Sequence[str | None], ttl: float) -> None:
        """Keep values for `ttl` seconds."""
        now = clock.now().timestamp()
        packed = [(name, msgspec.msgpack.encode((now, tuple(marks), value))) for name, value in values.items()]
        await self._try(self._backend.multi_set(packed, ttl=float(ttl)))

    async def mark(self, tag: str) -> None:
        """From now on nothing that carries the tag counts."""
        await self._try(self._backend.set(tag, uuid4().hex.encode()))

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._try(self._backend.close())

    async def _try(self, call: Awaitable[T]) -> T | None:
        """The answer; None while the backend is down."""
        if clock.monotonic() < self._paused_until:
            if asyncio.iscoroutine(call):
                call.close()
            return None
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await call
        except (RedisError, OSError, TimeoutError) as error:
            self._paused_until = clock.monotonic() + PAUSE_SECONDS
            log.warning("shared cache is down, memory carries on", extra={"problem": type(error).__name__})
            return None


def _unpack(packed: bytes, marks: tuple[str | None, ...], kind: Any) -> Held | None:
    try:
        at, written, value = msgspec.msgpack.decode(packed, type=tuple[float, tuple[str | None, ...], kind])
    except msgspec.MsgspecError:
        return None
    return Held(value, max(0.0, clock.now().timestamp() - at)) if written == marks else None


class _Redis(RedisCache):  # type: ignore[misc]  # aiocache has no types
    """aiocache's Redis backend with bytes as values, an address as configuration, and redis-py's present `aclose`."""

    def __init__(self, address: str) -> None:
        super().__init__(serializer=NullSerializer(), namespace="credloom", timeout=0)
        self.client = Redis.from_url(
            address, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS, max_connections=16
        )

    async def _multi_get(self, keys: Sequence[str], **_: object) -> list[Any]:
        return await super()._multi_get(keys, encoding=None)  # type: ignore[no-any-return]

    async def _multi_set(
        self, pairs: Sequence[tuple[str, bytes]], ttl: float | None = None, _conn: object = None
    ) -> bool:
        async with self.client.pipeline(transaction=False) as pipe:
            for key, value in pairs:
                pipe.set(key, value, px=None if ttl is None else max(1, int(ttl * 1000)))
            await pipe.execute()
        return True

    async def _close(self, *_: object, **__: object) -> None:
        await self.client.aclose()


def redis_backend(address: str) -> BaseCache:
    """The aiocache backend of `redis://[user:password@]host[:port][/db]`, or `rediss://` over TLS."""
    if urlsplit(address).scheme not in ("redis", "rediss"):
        raise ValueError("expected redis://… or rediss://…")
    return _Redis(address)
