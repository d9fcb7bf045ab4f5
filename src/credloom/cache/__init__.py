"""Stage 6: the cache. aiocache behind collision-free keys: bounded memory first, Redis or Valkey second.

`keys` a tuple → a name nobody else can have · `memory` the bounded backend · `second` a shared level that may be down ·
`cache` one flight a key, stale while revalidating, stale if error, negative and short error caching, tags.
"""

from __future__ import annotations

from credloom.cache.cache import Cache
from credloom.cache.memory import BoundedMemory

__all__ = ["BoundedMemory", "Cache", "open_cache"]


def open_cache(address: str, *, entries: int = 50_000, namespace: str = "") -> Cache:
    """The cache that the setting `cache` names. Processes of one `namespace` share the second level."""
    if address == "memory":
        return Cache(BoundedMemory(entries), namespace=namespace)
    from credloom.cache.second import SecondLevel, redis_backend  # a client that most machines do not need

    return Cache(BoundedMemory(entries), SecondLevel(redis_backend(address)), namespace=namespace)
