"""Whole answers that are given again while nothing changes: bounded by their bytes, each coding made once.

An answer is known by its operation (document, name, variables, scope) and found at once by the request that asked it
before, byte for byte. It counts only in the epoch of the store in which it was made, so a refresh ends it, and only as
long as its sources count as fresh.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import orjson

from credloom import clock
from credloom.execute.ports import Answer, Operation
from credloom.http.encoding import WORTH, compressed

OVERHEAD = 1_024
"""What an entry takes beside its bodies and requests, about."""
MOST_REQUESTS = 8
"""By how many spellings of a request an answer is found at once."""
LARGEST_SHARE = 8
"""No answer may take more than this part of the room."""


class Request(NamedTuple):
    """A request as it came. Equal ones mean the same."""

    method: str
    accept: bytes
    content_type: bytes
    content: bytes
    """The body of a POST, the query string of a GET."""
    scope: str = ""


class Kept:
    """An answer with its codings. `until` is a time of `clock.monotonic`."""

    __slots__ = ("body", "born", "codings", "epoch", "requests", "tag", "until")

    def __init__(self, body: bytes, epoch: int, born: float, until: float) -> None:
        self.body, self.epoch, self.born, self.until = body, epoch, born, until
        self.tag = hashlib.blake2b(body, digest_size=16).hexdigest()
        self.codings: dict[str, bytes] = {}
        self.requests: dict[Request, str] = {}
        """Requests that ask for it → the media type that they are answered in."""

    @property
    def size(self) -> int:
        """Bytes, about."""
        asked = sum(len(request.content) + OVERHEAD for request in self.requests)
        return OVERHEAD + len(self.body) + asked + sum(map(len, self.codings.values()))

    def coded(self, coding: str) -> tuple[bytes, str]:
        """The body in a coding, and that coding; as it is where that is not shorter."""
        if not coding or len(self.body) < WORTH:
            return self.body, ""
        found = self.codings.get(coding)
        if found is None:
            found = self.codings[coding] = compressed(self.body, coding, kept=True)
        return found, coding

    def etag(self, coding: str) -> str:
        """The entity tag of the body in a coding."""
        return f'"{self.tag}-{coding}"' if coding else f'"{self.tag}"'


class Responses:
    """The kept answers of one process. `epoch` tells the store's epoch now, None while there is none.

    `counts` tells requests and operations that were answered from here, and answers that were kept.
    """

    def __init__(
        self,
        most_bytes: int,
        epoch: Callable[[], int | None],
        *,
        seconds: float = 60.0,
        now: Callable[[], float] = clock.monotonic,
    ) -> None:
        self._most, self._epoch, self._seconds, self._now = most_bytes, epoch, seconds, now
        self._entries: OrderedDict[bytes, Kept] = OrderedDict()
        self._sizes: dict[bytes, int] = {}
        self._requests: dict[Request, bytes] = {}
        self.bytes = 0
        self.counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def by_request(self, request: Request) -> tuple[Kept, str] | None:
        """The answer to a request that came before, and its media type."""
        name = self._requests.get(request)
        found = self._valid(name) if name is not None else None
        if found is None:
            return None
        self.counts["request"] += 1
        return found, found.requests[request]

    def by_operation(self, name: bytes | None) -> Kept | None:
        """The answer to an operation that was asked in other words."""
        found = self._valid(name) if name is not None else None
        if found is not None:
            self.counts["operation"] += 1
        return found

    def made(self, answer: Answer) -> Kept | None:
        """An answer that may be given again; None for one that may not."""
        if answer.fresh_for <= 0 or not answer.executed or answer.status is not None:
            return None
        born = self._now()
        return Kept(answer.body, answer.epoch, born, born + min(answer.fresh_for, self._seconds))

    def keep(self, name: bytes | None, kept: Kept) -> None:
        """Keep an answer under its operation's name, and drop those used longest ago where there is no room."""
        if name is None or kept.size > self._most // LARGEST_SHARE:
            return
        self._drop(name)
        self._entries[name] = kept
        self.counts["kept"] += 1
        self._resized(name)

    def asked(self, name: bytes | None, request: Request, media: str) -> None:
        """Find the answer of an operation by this request from now on."""
        kept = self._entries.get(name) if name is not None else None
        if kept is None or name is None or len(request.content) > len(kept.body) + OVERHEAD:
            return
        if len(kept.requests) >= MOST_REQUESTS:
            oldest = next(iter(kept.requests))
            del kept.requests[oldest]
            self._requests.pop(oldest, None)
        kept.requests[request] = media
        self._requests[request] = name
        self._resized(name)

    def resized(self, request: Request) -> None:
        """Count the answer of a request anew, after a coding was added."""
        if (name := self._requests.get(request)) is not None:
            self._resized(name)

    def _resized(self, name: bytes) -> None:
        size = self._entries[name].size
        self.bytes += size - self._sizes.get(name, 0)
        self._sizes[name] = size
        while self.bytes > self._most and self._entries:
            self._drop(next(iter(self._entries)))

    def clear(self) -> int:
        """Forget everything; returns how many answers that were."""
        count = len(self._entries)
        for name in list(self._entries):
            self._drop(name)
        return count

    def _valid(self, name: bytes) -> Kept | None:
        kept = self._entries.get(name)
        if kept is None:
            return None
        if kept.epoch != self._epoch() or self._now() >= kept.until:
            self._drop(name)
            return None
        self._entries.move_to_end(name)
        return kept

    def _drop(self, name: bytes) -> None:
        kept = self._entries.pop(name, None)
        if kept is not None:
            self.bytes -= self._sizes.pop(name, 0)
            for request in kept.requests:
                self._requests.pop(request, None)


def name_of(operation: Operation, scope: str = "") -> bytes | None:
    """The name of an operation: a digest of all that its answer depends on; None for what JSON cannot hold."""
    asked = (operation.query, operation.operation_name, operation.variables, operation.extensions, scope)
    try:
        return hashlib.blake2b(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), digest_size=32).digest()
    except TypeError:
        return None
