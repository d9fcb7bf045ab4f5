"""The bounded memory backend of aiocache: the least recently used value leaves when there is no room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import cachebox
from aiocache.base import BaseCache
from aiocache.serializers import NullSerializer

from credloom import clock


class BoundedMemory(BaseCache):  # type: ignore[misc]  # aiocache has no types
    """At most `entries` values of one process; values are kept as they are, not copied.

    `peek` and `put` are the same store without `await`, for the path on which most reads end.
    """

    NAME = "bounded-memory"

    def __init__(self, entries: int, *, now: Callable[[], float] = clock.monotonic) -> None:
        super().__init__(serializer=NullSerializer(), timeout=0)
        self._held: cachebox.LRUCache[str, tuple[Any, float | None]] = cachebox.LRUCache(entries)
        self._now = now

    def __len__(self) -> int:
        return len(self._held)

    def peek(self, key: str) -> Any:
        """The value, or None where there is none or its time is over."""
        found = self._held.get(key)
        if found is None:
            return None
        value, until = found
        if until is not None and until <= self._now():
            self._held.pop(key, None)
            return None
        return value

    def put(self, key: str, value: object, ttl: float | None = None) -> None:
        """Keep a value, for `ttl` seconds where that is given."""
        self._held[key] = (value, None if ttl is None else self._now() + ttl)

    async def _get(self, key: str, **_: object) -> Any:
        return self.peek(key)

    async def _gets(self, key: str, **_: object) -> Any:
        return self.peek(key)

    async def _multi_get(self, keys: Iterable[str], **_: object) -> list[Any]:
        return [self.peek(key) for key in keys]

    async def _set(
        self, key: str, value: object, ttl: float | None = None, _cas_token: object = None, _conn: object = None
    ) -> bool | int:
        if _cas_token is not None and _cas_token != self.peek(key):
            return 0
        self.put(key, value, ttl)
        return True

    async def _multi_set(
        self, pairs: Iterable[tuple[str, object]], ttl: float | None = None, _conn: object = None
    ) -> bool:
        for key, value in pairs:
            self.put(key, value, ttl)
        return True

    async def _add(self, key: str, value: object, ttl: float | None = None, _conn: object = None) -> bool:
        if self.peek(key) is not None:
            raise ValueError(f"Key {key} already exists, use .set to update the value")
        self.put(key, value, ttl)
        return True

    async def _exists(self, key: str, _conn: object = None) -> bool:
        return self.peek(key) is not None

    async def _increment(self, key: str, delta: int, _conn: object = None) -> int:
        value = self.peek(key) or 0
        if not isinstance(value, int):
            raise TypeError("Value is not an integer")
        self.put(key, value + delta)
        return value + delta

    async def _expire(self, key: str, ttl: float, _conn: object = None) -> bool:
        value = self.peek(key)
        if value is not None:
            self.put(key, value, ttl or None)
        return value is not None

    async def _delete(self, key: str, _conn: object = None) -> int:
        return 0 if self._held.pop(key, None) is None else 1

    async def _clear(self, namespace: str | None = None, _conn: object = None) -> bool:
        for key in [key for key in self._held if namespace is None or key.startswith(f"{namespace}:")]:
            self._held.pop(key, None)
        return True

    def _build_key(self, key: str, namespace: str | None = None) -> str:
        inside = self.namespace if namespace is None else namespace
        return f"{inside}:{key}" if inside else key
