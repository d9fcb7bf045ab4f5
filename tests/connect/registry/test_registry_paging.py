"""Listings that move while they are read: nothing that is there from beginning to end is ever missed."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credloom.connect.reader import Harvest
from credloom.connect.registry import listing
from credloom.connect.registry.paging import MOST_STEPS_BACK
from credloom.demo.registry_answers import Style
from credloom.errors import SourceBadData
from tests.connect.registry.registries import ctids, filled, payload, reading, reasons, refs, run

Moves = list[tuple[int, int, int]]
_MOVES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 10**6)), max_size=12)


async def _listed_under(moves: Moves, count: int, size: int, stop: int) -> tuple[set[str], set[str], list[Harvest]]:
    """What stayed all the time, what was listed, and the portions; before each page some are added and removed.

    Behind `stop` portions the listing is given up and resumed by another reader.
    """
    registry = filled(count)
    stayed = {str(envelope.ctid) for envelope in registry.listed()}
    queue = list(moves)
    number = 10_000

    def move(request: Request) -> None:
        nonlocal number
        if not request.url.path.endswith("/envelopes") or not queue:
            return
        added, gone, seed = queue.pop(0)
        for _ in range(added):
            number += 1
            registry.publish(payload(number))
        for place in range(gone):
            there = registry.listed()
            if there:
                ctid = str(there[(seed + place * 7919) % len(there)].ctid)
                registry.remove(ctid)
                stayed.discard(ctid)

    portions: list[Harvest] = []
    try:
        async with reading(registry, move, per_page=size) as asked:
            async for portion in asked.reader.harvest(None, full=True):
                portions.append(portion)
                if len(portions) == stop:
                    break
        if not portions[-1].finished:
            async with reading(registry, move, per_page=size) as asked:
                portions += await asked.all(portions[-1].checkpoint)
    except SourceBadData:
        assert (registry.listed(), portions) == ([], []), "only a listing without any row is an error"
    return stayed, set(refs(portions)), portions


@given(moves=_MOVES, count=st.integers(1, 40), size=st.integers(1, 9), stop=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_what_stays_is_always_listed(moves: Moves, count: int, size: int, stop: int) -> None:
    before, listing.PORTION = listing.PORTION, 5
    try:
        stayed, listed, portions = asyncio.run(_listed_under(moves, count, size, stop))
    finally:
        listing.PORTION = before
    assert stayed <= listed
    assert not portions or portions[-1].finished


@pytest.mark.parametrize("style", ["kaminari", "legacy"])
@pytest.mark.parametrize("count", [1, 10, 25, 30])
def test_totals_are_read_from_today_s_and_from_older_headers(style: Style, count: int) -> None:
    async def work() -> None:
        async with reading(filled(count), style=style, per_page=10) as asked:
            portions = await asked.all()
            assert set(refs(portions)) == ctids(range(1, count + 1))
            assert (portions[-1].total, portions[-1].done, portions[-1].complete) == (count, count, True)

    run(work())


def _with_total(total: str | None, *, keep_size: bool = True):  # type: ignore[no-untyped-def]
    """The envelopes' pages with another total, or none."""
    registry = filled(25)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        number, size = int(request.query_params["page"]), int(request.query_params["per_page"])
        rows = registry.listed()[(number - 1) * size : number * size]
        headers = {} if total is None else {"X-Total": total}
        if keep_size:
            headers["X-Per-Page"] = str(size)
        return Response(b"[" + b",".join(row.body for row in rows) + b"]", headers=headers)

    return registry, answer


@pytest.mark.parametrize(
    ("total", "complete", "reason"),
    [
        (None, True, None),
        ("25", True, None),
        ("10", True, None),
        ("0", True, None),
        ("900", False, "The listing ends behind 25 of 900 rows."),
        ("many", True, None),
    ],
)
@pytest.mark.parametrize("keep_size", [True, False])
def test_totals_that_lie_cost_no_row(total: str | None, complete: bool, reason: str | None, keep_size: bool) -> None:
    registry, answer = _with_total(total, keep_size=keep_size)

    async def work() -> None:
        async with reading(registry, answer, per_page=10) as asked:
            portions = await asked.all()
            assert set(refs(portions)) == ctids(range(1, 26))
            assert portions[-1].complete is complete
            assert reasons(portions) == ([reason] if reason else [])

    run(work())


def test_totals_that_fall_for_ever_end_and_are_reported() -> None:
    registry = filled(25)
    asked_for = 0

    def answer(request: Request) -> Response | None:
        nonlocal asked_for
        if not request.url.path.endswith("/envelopes"):
            return None
        asked_for += 1
        number = int(request.query_params["page"])
        rows = registry.listed()[(number - 1) * 5 : number * 5]
        total = {"X-Total": str(10_000 - asked_for)}
        return Response(b"[" + b",".join(row.body for row in rows) + b"]", headers=total)

    async def work() -> None:
        async with reading(registry, answer, per_page=5) as asked:
            portions = await asked.all()
            assert set(refs(portions)) == ctids(range(1, 26))
            assert not portions[-1].complete
            assert any("falls again and again" in reason for reason in reasons(portions))
            assert asked_for < 3 * MOST_STEPS_BACK

    run(work())


def test_a_server_that_does_not_know_pages_ends() -> None:
    registry = filled(3)

    def answer(request: Request) -> Response | None:
        body = b"[" + b",".join(row.body for row in registry.listed()) + b"]"
        return Response(body) if request.url.path.endswith("/envelopes") else None

    async def work() -> None:
        async with reading(registry, answer, per_page=3) as asked:
            portions = await asked.all()
            assert set(refs(portions)) == ctids(range(1, 4))
            assert not portions[-1].complete
            assert reasons(portions) == ["Page 2 repeats the page before it."]

    run(work())


def test_a_link_header_alone_is_enough() -> None:
    registry = filled(7)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        number = int(request.query_params["page"])
        rows = registry.listed()[(number - 1) * 5 : number * 5]
        link = '<http://registry.example/x>; rel="next"' if number == 1 else '<http://registry.example/x>; rel="prev"'
        return Response(b"[" + b",".join(row.body for row in rows) + b"]", headers={"Link": link})

    async def work() -> None:
        async with reading(registry, answer, per_page=5) as asked:
            portions = await asked.all()
            assert (len(refs(portions)), portions[-1].complete) == (7, True)
            assert len(asked.front.asked) == 2

    run(work())


def test_smaller_pages_than_asked_for_are_no_end() -> None:
    """A server that gives at most 7 rows a page, whatever it is asked for."""
    registry = filled(40)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        number = int(request.query_params["page"])
        rows = registry.listed()[(number - 1) * 7 : number * 7]
        return Response(b"[" + b",".join(row.body for row in rows) + b"]", headers={"X-Total": "40"})

    async def work() -> None:
        async with reading(registry, answer, per_page=100) as asked:
            portions = await asked.all()
            assert (len(refs(portions)), portions[-1].complete) == (40, True)

    run(work())


@pytest.mark.parametrize("status", [500, 200])
def test_one_row_that_breaks_its_page_is_left_out_and_reported(status: int) -> None:
    """The page that holds row 13 fails, or is no JSON, at every size."""

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        number, size = int(request.query_params["page"]), int(request.query_params["per_page"])
        hit = (number - 1) * size < 13 <= number * size
        return Response(b'[{"envelope_id": "cut', status_code=status) if hit else None

    async def work() -> None:
        async with reading(filled(30), answer, per_page=10, fetch={"timeout_seconds": 5.0}) as asked:
            portions = await asked.all()
            assert len(refs(portions)) == 29
            assert portions[-1].finished
            assert not portions[-1].complete, "an envelope that cannot be read may be any of those that are known"
            assert len(reasons(portions)) == 1
            assert "Row 13 of the listing" in reasons(portions)[0]

    run(work())


@pytest.mark.parametrize("status", [502, 504])
def test_a_page_that_takes_the_proxy_too_long_is_read_in_parts(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.retry.FIRST_PAUSE", 0.001)

    def answer(request: Request) -> Response | None:
        slow = request.query_params.get("page") == "25" and request.query_params.get("per_page") == "10"
        return Response("<html><h1>Bad Gateway</h1></html>", status_code=status) if slow else None

    async def work() -> None:
        async with reading(filled(300), answer, per_page=10) as asked:
            portions = await asked.all()
            assert (len(refs(portions)), portions[-1].complete) == (300, True)

    run(work())


def test_rows_that_are_no_envelopes_are_refused_alone() -> None:
    registry = filled(2)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        good = [envelope.json() for envelope in registry.listed()]
        odd = [7, None, {"envelope_id": 5}, {"envelope_id": "e-1"}, {}, {"decoded_resource": [1]}]
        rows = [*good, *odd] if request.query_params["page"] == "1" else []
        return JSONResponse(rows, headers={"X-Total": str(len(odd) + 2)})

    async def work() -> None:
        async with reading(registry, answer) as asked:
            portions = await asked.all()
            assert set(refs(portions)) == ctids(range(1, 3))
            assert len(reasons(portions)) == 6
            assert portions[-1].complete

    run(work())
