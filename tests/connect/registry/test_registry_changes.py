"""What changed and what is gone, without asking for everything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credloom.connect.registry import changes
from credloom.demo.registry_state import PROVISIONAL, Registry
from credloom.errors import SourceBadData, SourceUnavailable
from tests.connect.registry.registries import (
    Asked,
    ctid,
    ctids,
    documents,
    filled,
    framework,
    payload,
    reading,
    reasons,
    refs,
    removed,
    run,
    since,
)


async def _loaded(asked: Asked) -> bytes | None:
    """Read everything; afterwards only what is new is asked for."""
    portions = await asked.all()
    asked.front.asked.clear()
    return portions[-1].checkpoint


def test_nothing_changed_is_two_questions_and_no_document() -> None:
    async def work() -> None:
        async with reading(filled(30)) as asked:
            checkpoint = await _loaded(asked)
            for _ in range(2):
                asked.front.asked.clear()
                portions = await asked.all(checkpoint)
                checkpoint = portions[-1].checkpoint
                assert (refs(portions), removed(portions), reasons(portions)) == ([], [], [])
                assert (portions[-1].finished, portions[-1].complete) == (True, False)
                assert [line.partition("?")[0] for line in asked.front.asked] == [
                    "GET /ce-registry/search",
                    "GET /ce-registry/search",
                    "GET /ce-registry/envelopes/events",
                ]

    run(work())


def test_new_and_changed_envelopes_come_with_their_payloads_and_dates() -> None:
    registry = filled(30)

    async def work() -> None:
        async with reading(registry) as asked:
            checkpoint = await _loaded(asked)
            changed = registry.publish(payload(7, "Changed"))
            registry.publish(framework(50, range(51, 56)))
            portions = await asked.all(checkpoint)
            found = documents(portions)
            assert set(found) == {ctid(7), ctid(50)}
            assert found[ctid(7)].data["@graph"][0]["ceterms:name"]["en-US"] == "Changed"
            assert len(found[ctid(50)].data["@graph"]) == 6
            at = found[ctid(7)].modified_at
            assert at is not None
            assert abs(at - changed.updated_at) < timedelta(milliseconds=1)
            bulk = [line for line in asked.front.asked if "graph/search" in line]
            assert len(bulk) == 1

    run(work())


def test_deletes_are_removals_and_what_came_back_is_none() -> None:
    registry = filled(10)
    registry.publish(payload(5, "Twin"), duplicate=True)

    async def work() -> None:
        async with reading(registry) as asked:
            checkpoint = await _loaded(asked)
            registry.remove(ctid(3))
            registry.remove(ctid(4))
            registry.publish(payload(4, "Again"))
            registry.remove(ctid(5))  # its twin stays
            portions = await asked.all(checkpoint)
            assert removed(portions) == [ctid(3)]
            assert set(refs(portions)) == {ctid(4), ctid(5)}
            again = await asked.all(portions[-1].checkpoint)
            assert removed(again) == [ctid(3)], "the overlap tells it again, which changes nothing"

    run(work())


def test_many_changes_come_in_portions_and_can_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PORTION", 20)
    registry = filled(10)

    async def work() -> None:
        async with reading(registry, per_page=10) as asked:
            checkpoint = await _loaded(asked)
            for number in range(100, 175):
                registry.publish(payload(number))
            registry.remove(ctid(1))
            await asyncio.sleep(1.1)  # the server tells whole seconds
            whole = await asked.all(checkpoint)
            assert set(refs(whole)) == ctids(range(100, 175))
            assert [len(portion.documents) for portion in whole] == [20, 20, 20, 15]
            assert removed(whole) == [ctid(1)]
            for place, portion in enumerate(whole[:-1]):
                rest = await asked.all(portion.checkpoint)
                assert set(refs(rest)) == set(refs(whole[place + 1 :]))
                assert removed(rest) == [ctid(1)]

    run(work())


_MOVE = st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["change", "remove", "add"])), max_size=4)


@given(before=_MOVE, during=st.lists(_MOVE, max_size=6), size=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_refreshes_end_in_what_the_registry_holds(
    before: list[tuple[int, str]], during: list[list[tuple[int, str]]], size: int
) -> None:
    """A mirror of refs and names that applies refreshes, while the registry changes between any two requests."""
    registry = filled(30)
    queue = list(during)

    def change(moves: list[tuple[int, str]]) -> None:
        for number, what in moves:
            if what == "remove" and registry.envelopes(ctid(number + 1)):
                registry.remove(ctid(number + 1))
            elif what != "remove":
                registry.publish(payload(number + (1 if what == "change" else 101), f"{what} {number}"))

    def move(request: Request) -> None:
        if queue:
            change(queue.pop(0))

    async def work() -> None:
        mirror: dict[str, str] = {}

        async def refresh(asked: Asked, checkpoint: bytes | None) -> bytes | None:
            for portion in await asked.all(checkpoint):
                mirror.update({one.ref: _name(one.data) for one in portion.documents})
                for ref in portion.removed:
                    mirror.pop(ref, None)
                checkpoint = portion.checkpoint
            return checkpoint

        async with reading(registry, move, per_page=size) as asked:
            queue.clear()
            checkpoint = await refresh(asked, None)
            change(before)
            queue.extend(during)
            checkpoint = await refresh(asked, checkpoint)
            queue.clear()
            await refresh(asked, checkpoint)
        assert mirror == {str(envelope.ctid): _name(envelope.payload) for envelope in registry.listed()}

    asyncio.run(work())


def _name(data: dict[str, object]) -> str:
    graph = data["@graph"]
    assert isinstance(graph, list)
    return str(graph[0]["ceterms:name"]["en-US"])


def test_two_changed_envelopes_of_one_ctid_are_the_newest() -> None:
    registry = filled(3)

    async def work() -> None:
        async with reading(registry) as asked:
            checkpoint = await _loaded(asked)
            registry.publish(payload(2, "One"), duplicate=True)
            registry.publish(payload(2, "Two"), duplicate=True)
            portions = await asked.all(checkpoint)
            assert _name(documents(portions)[ctid(2)].data) == "Two"

    run(work())


def test_an_envelope_without_a_ctid_is_asked_for_by_its_id() -> None:
    registry = filled(3)

    async def work() -> None:
        async with reading(registry) as asked:
            checkpoint = await _loaded(asked)
            odd = registry.publish({"@id": "https://x.example/a", "@type": "ceterms:Certificate", "ceterms:name": "A"})
            portions = await asked.all(checkpoint)
            assert refs(portions) == [odd.envelope_id]
            assert portions[-1].documents[0].url == f"http://registry.example/envelopes/{odd.envelope_id}"

    run(work())


@pytest.mark.parametrize("status", [404, 401])
def test_where_search_is_not_to_be_had_everything_is_listed(status: int) -> None:
    def answer(request: Request) -> Response | None:
        closed = request.url.path.endswith("/search") and request.method == "GET"
        return JSONResponse({"errors": ["no"]}, status) if closed else None

    async def work() -> None:
        async with reading(filled(8), answer) as asked:
            checkpoint = await _loaded(asked)
            portions = await asked.all(checkpoint)
            assert (len(refs(portions)), portions[-1].complete) == (8, True)

    run(work())


@pytest.mark.parametrize("only_first", [True, False])
def test_a_silent_zero_is_not_believed(only_first: bool) -> None:
    """A search that takes `from` for a property, or finds nothing at all, answers 200 with no rows."""
    registry = filled(8)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/search") or request.method != "GET":
            return None
        zero = not only_first or "from" in request.query_params
        return JSONResponse([], headers={"X-Total": "0"}) if zero else None

    async def work() -> None:
        async with reading(registry, answer) as asked:
            checkpoint = await _loaded(asked)
            registry.publish(payload(3, "Changed"))
            portions = await asked.all(checkpoint)
            assert (len(refs(portions)), portions[-1].complete) == (8, True)
            assert _name(documents(portions)[ctid(3)].data) == "Changed"

    run(work())


def test_a_search_that_gives_no_list_is_not_believed() -> None:
    def answer(request: Request) -> Response | None:
        page = request.url.path.endswith("/search") and request.method == "GET"
        return Response("<html></html>", media_type="text/html") if page else None

    async def work() -> None:
        async with reading(filled(8), answer) as asked:
            portions = await asked.all(await _loaded(asked))
            assert len(refs(portions)) == 8

    run(work())


def test_a_search_that_fails_fails_the_refresh_and_keeps_its_place() -> None:
    def answer(request: Request) -> Response | None:
        down = request.url.path.endswith("/search") and request.method == "GET"
        return JSONResponse({"errors": ["boom"]}, 500) if down else None

    async def work() -> None:
        async with reading(filled(8), answer) as asked:
            checkpoint = await _loaded(asked)
            with pytest.raises(SourceUnavailable, match="registry answered 500: boom"):
                await asked.all(checkpoint)

    run(work())


@pytest.mark.parametrize("status", [404, 403])
def test_without_events_deletes_wait_for_the_next_listing(status: int) -> None:
    registry = filled(8)

    def answer(request: Request) -> Response | None:
        return JSONResponse({"error": "no"}, status) if request.url.path.endswith("/events") else None

    async def work() -> None:
        async with reading(registry, answer) as asked:
            checkpoint = await _loaded(asked)
            registry.remove(ctid(2))
            portions = await asked.all(checkpoint)
            assert (removed(portions), portions[-1].finished) == ([], True)
            listed = await asked.all(portions[-1].checkpoint, full=True)
            assert (set(refs(listed)), listed[-1].complete) == (ctids(range(1, 9)) - {ctid(2)}, True)

    run(work())


def test_events_go_on_over_pages_and_odd_ones_are_passed_over() -> None:
    registry = filled(40)

    async def work() -> None:
        async with reading(registry, per_page=10) as asked:
            checkpoint = await _loaded(asked)
            for number in range(1, 36):
                registry.remove(ctid(number))
            registry.events[-1:] = [
                registry.events[-1],
                {"event": "destroy", "envelope_ceterms_ctid": None, "created_at": registry.events[-1]["created_at"]},
                {"event": "destroy", "envelope_ceterms_ctid": 5, "created_at": registry.events[-1]["created_at"]},
            ]
            portions = await asked.all(checkpoint)
            assert set(removed(portions)) == ctids(range(1, 36))

    run(work())


def test_provisional_changes_follow_the_option() -> None:
    registry = filled(3)

    async def work() -> None:
        for option, expected in (("exclude", []), ("include", [ctid(9)])):
            async with reading(registry, provisional=option) as asked:
                checkpoint = await _loaded(asked)
                registry.publish({**payload(9), "adms:status": PROVISIONAL})
                assert refs(await asked.all(checkpoint)) == expected
            registry.remove(ctid(9))

    run(work())


def test_filters_limit_what_is_mirrored() -> None:
    registry = filled(30)
    owner = "ce-11111111-2222-4333-8444-555555555555"
    for number in range(31, 56):
        owned: Any = {"ceterms:ownedBy": [f"https://x.example/resources/{owner}"]}
        registry.publish(payload(number, **owned))
    registry.publish(framework(60, range(61, 65)))

    async def work() -> None:
        async with reading(registry, only={"owned_by": owner.upper()}, per_page=10) as asked:
            portions = await asked.all()
            assert (set(refs(portions)), portions[-1].complete) == (ctids(range(31, 56)), True)
            assert not [line for line in asked.front.asked if "/envelopes?" in line]
            again = await asked.all(portions[-1].checkpoint)
            assert since(again)["listed"] is not None
        async with reading(registry, only={"resource_type": "competency"}) as asked:
            assert refs(await asked.all()) == [ctid(60)]
        async with reading(registry, only={"resource_type": "pathway"}) as asked:
            with pytest.raises(SourceBadData, match="the search finds nothing at all"):
                await asked.all()

    run(work())


def test_what_was_changed_before_the_last_refresh_is_found_by_the_overlap() -> None:
    registry = Registry()
    for number in range(1, 5):
        registry.publish(payload(number), at=datetime.now(UTC) - timedelta(days=2))

    async def work() -> None:
        async with reading(registry, overlap="10m") as asked:
            checkpoint = await _loaded(asked)
            registry.publish(payload(2, "Late"), at=datetime.now(UTC) - timedelta(minutes=5))
            assert refs(await asked.all(checkpoint)) == [ctid(2)]
        async with reading(registry, overlap="1m") as asked:
            registry.publish(payload(3, "Too late"), at=datetime.now(UTC) - timedelta(minutes=5))
            assert refs(await asked.all(checkpoint)) == []

    run(work())


def test_a_payload_that_cannot_be_fetched_is_refused_and_the_rest_is_read() -> None:
    registry = filled(5)

    def answer(request: Request) -> Response | None:
        if request.url.path.endswith("/graph/search"):
            return JSONResponse([7, registry.envelopes(ctid(1))[0].payload])
        if request.url.path.endswith("/envelopes/" + registry.envelopes(ctid(2))[0].envelope_id):
            return JSONResponse({"envelope_ceterms_ctid": ctid(2), "decoded_resource": 7})
        return None

    async def work() -> None:
        async with reading(registry, answer) as asked:
            checkpoint = await _loaded(asked)
            for number in (1, 2):
                registry.publish(payload(number, "Changed"))
            portions = await asked.all(checkpoint)
            assert refs(portions) == [ctid(1)]
            assert len(reasons(portions)) == 2

    run(work())
