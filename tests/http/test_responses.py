"""Kept answers are never those of another epoch, scope or operation, never too old, and never too many."""

from __future__ import annotations

import asyncio
import gzip

import brotli
import pytest
import zstandard
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from credloom.execute.ports import Answer, Operation
from credloom.http.again import answer
from credloom.http.encoding import coding
from credloom.http.responses import Kept, Request, Responses, name_of

MOST = 60_000
SECONDS = 30.0
UNPACKED = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 20),
}
DOCUMENTS = st.sampled_from(["{ a }", "{ b }", "{ c }", "query A { a } query B { b }"])
VARIABLES = st.sampled_from([{}, {"n": 1}, {"n": 1.0}, {"n": True}, {"n": None}, {"m": [1, 2], "n": 1}])
SCOPES = st.sampled_from(["", "admin"])
SIZES = st.sampled_from([10, 900, 3_000, 7_000])


class Answering(RuleBasedStateMachine):
    """What is answered, beside a store whose every answer says what it was asked, when, and in which epoch."""

    @initialize()
    def start(self) -> None:
        self.time, self.epoch, self.size = 1_000.0, 1, 10
        self.cache = Responses(MOST, lambda: self.epoch, seconds=SECONDS, now=lambda: self.time)
        self.made: dict[bytes, tuple[object, int, float, float]] = {}

    @rule(size=SIZES)
    def data_change(self, size: int) -> None:
        self.epoch, self.size = self.epoch + 1, size

    @rule(seconds=st.sampled_from([0.5, 5.0, 29.0, 31.0]))
    def time_passes(self, seconds: float) -> None:
        self.time += seconds

    @rule()
    def all_is_purged(self) -> None:
        self.cache.clear()
        assert (len(self.cache), self.cache.bytes) == (0, 0)

    @rule(
        query=DOCUMENTS,
        variables=VARIABLES,
        scope=SCOPES,
        spaces=st.integers(0, 20),
        fresh_for=st.sampled_from([0.0, 2.0, 100.0, float("inf")]),
        accepted=st.sampled_from([b"gzip", b"br", b"zstd", b"", b"gzip, br;q=0.5"]),
    )
    def somebody_asks(
        self, query: str, variables: dict[str, object], scope: str, spaces: int, fresh_for: float, accepted: bytes
    ) -> None:
        asked = (query, repr(variables), scope)
        request = Request("POST", b"", b"", repr((query, variables)).encode() + b" " * spaces, scope)
        name = name_of(Operation(query=query, variables=variables), scope)
        found = self.cache.by_request(request)
        kept = found[0] if found is not None else self.cache.by_operation(name)
        if kept is None:
            kept = self._run(asked, name, fresh_for)
        if kept is not None:
            self.cache.asked(name, request, "json")
            body, used = kept.coded(coding(accepted))
            self._check(asked, UNPACKED[used](body))

    def _run(self, asked: object, name: bytes | None, fresh_for: float) -> Kept | None:
        body = f"{asked} {self.epoch} {self.time} {len(self.made)} ".encode()
        body += b"x" * self.size
        self.made[body] = (asked, self.epoch, self.time, fresh_for)
        kept = self.cache.made(Answer(body=body, epoch=self.epoch, fresh_for=fresh_for))
        assert (kept is None) == (fresh_for == 0.0)
        if kept is not None:
            self.cache.keep(name, kept)
        return kept

    def _check(self, asked: object, body: bytes) -> None:
        about, epoch, born, fresh_for = self.made[body]
        assert about == asked
        assert epoch == self.epoch
        assert self.time - born < min(fresh_for, SECONDS)

    @invariant()
    def there_is_room(self) -> None:
        if hasattr(self, "cache"):
            assert 0 <= self.cache.bytes <= MOST


Answering.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
test_answering = Answering.TestCase


def test_an_answer_of_an_older_epoch_that_comes_late_is_not_given() -> None:
    """An operation that began before a write may end behind one that began after it."""
    epoch = 2
    cache = Responses(MOST, lambda: epoch)
    name = name_of(Operation(query="{ a }"))
    for made_in in (2, 1):
        kept = cache.made(Answer(body=b"of epoch %d" % made_in, epoch=made_in, fresh_for=9))
        assert kept is not None
        cache.keep(name, kept)
    assert cache.by_operation(name) is None


@pytest.mark.parametrize(
    "answer_", [Answer(body=b"x", executed=False, fresh_for=9), Answer(body=b"x", status=405, fresh_for=9)]
)
def test_what_is_no_answer_is_not_kept(answer_: Answer) -> None:
    assert Responses(MOST, lambda: 1).made(answer_) is None


def test_nothing_is_kept_without_room() -> None:
    cache = Responses(0, lambda: 1)
    kept = cache.made(Answer(body=b"x", epoch=1, fresh_for=9))
    assert kept is not None
    cache.keep(b"name", kept)
    assert len(cache) == 0


def test_an_operation_that_json_cannot_hold_has_no_name() -> None:
    assert name_of(Operation(query="{ a }", variables={"n": 1 << 70})) is None
    assert name_of(Operation(query="\ud800")) is None


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (b"gzip, deflate, br, zstd", "zstd"),
        (b"gzip, br", "br"),
        (b"gzip", "gzip"),
        (b"GZIP;q=0.2, identity;q=0.1", "gzip"),
        (b"gzip;q=0.2, identity", ""),
        (b"gzip;q=0, *;q=0.5", "zstd"),
        (b"gzip;q=nonsense", ""),
        (b"*;q=0", ""),
        (b"identity", ""),
        (b"", ""),
    ],
)
def test_the_coding_that_a_client_likes_best(accepted: bytes, chosen: str) -> None:
    assert coding(accepted) == chosen


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_long_body_is_compressed_beside_the_loop(method: str) -> None:
    body = b"long " * 100_000
    kept = Kept(body, 1, 0.0, 1e12)
    status, headers, sent = asyncio.run(answer(kept, "json", method, {b"accept-encoding": b"gzip"}, 10))
    assert status == 200
    assert gzip.decompress(sent) == body
    assert dict(headers)[b"content-length"] == str(len(sent)).encode()
