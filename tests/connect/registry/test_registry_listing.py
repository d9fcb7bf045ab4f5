"""Everything, envelope by envelope: dates, duplicates, old shapes, and stopping in the middle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import orjson
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credloom.connect.registry import listing
from credloom.connect.registry.envelopes import Envelope
from credloom.connect.registry.seen import Seen
from credloom.demo.registry_state import PROVISIONAL, Registry
from credloom.errors import SourceBadData, SourceNotFound, SourceRefused
from tests.connect.registry.registries import (
    BASE,
    START,
    ctid,
    ctids,
    documents,
    filled,
    payload,
    reading,
    reasons,
    refs,
    removed,
    run,
    since,
)


def test_a_document_is_the_payload_as_it_came_with_its_date_and_address() -> None:
    registry = filled(1)

    async def work() -> None:
        async with reading(registry) as asked:
            found = documents(await asked.all())[ctid(1)]
        assert orjson.loads(found.body) == found.data == payload(1)
        assert found.format == "ctdl"
        assert found.url == f"{BASE}/graph/{ctid(1)}"
        assert found.modified_at == START + timedelta(minutes=1)
        assert abs((found.retrieved_at - datetime.now(UTC)).total_seconds()) < 60

    run(work())


def test_a_listing_comes_in_portions_and_can_be_resumed_behind_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PORTION", 20)

    async def work() -> None:
        registry = filled(95)
        async with reading(registry, per_page=10) as asked:
            whole = await asked.all()
            assert [len(portion.documents) for portion in whole] == [20, 20, 20, 20, 15]
            assert [(portion.done, portion.total) for portion in whole[:2]] == [(20, 95), (40, 95)]
            assert [portion.finished for portion in whole] == [False] * 4 + [True]
            for place, portion in enumerate(whole[:-1]):
                for full in (False, True):
                    rest = await asked.all(portion.checkpoint, full=full)
                    assert refs(rest) == refs(whole[place + 1 :])
                    assert rest[-1].complete

    run(work())


def test_a_checkpoint_of_another_address_version_or_option_is_none() -> None:
    async def work() -> None:
        async with reading(filled(5)) as asked:
            good = (await asked.all())[-1].checkpoint
            for other in (b"not json", b'{"run": 5}', b'{"mark": "other", "since": "2026-01-01T00:00:00Z"}'):
                assert len(refs(await asked.all(other))) == 5
        async with reading(filled(5), provisional="include") as asked:
            assert len(refs(await asked.all(good))) == 5
        async with reading(filled(5)) as asked:
            assert refs(await asked.all(good)) == []

    run(work())


def test_two_envelopes_of_one_ctid_are_one_document_the_newest() -> None:
    registry = filled(3)
    registry.publish(payload(2, "Newer"), at=START + timedelta(days=9), duplicate=True)
    registry.publish(payload(3, "Older"), at=START - timedelta(days=9), duplicate=True)

    async def work() -> None:
        async with reading(registry, per_page=1) as asked:
            portions = await asked.all()
        found = documents(portions)
        assert len(registry) == 5
        assert found[ctid(2)].data["@graph"][0]["ceterms:name"]["en-US"] == "Newer"
        assert found[ctid(3)].data["@graph"][0]["ceterms:name"]["en-US"] == "Certificate 3"
        assert portions[-1].complete

    run(work())


@pytest.mark.parametrize(
    ("times", "news"),
    [
        (["2026-01-02", "2026-01-01"], [True, False]),
        (["2026-01-01", "2026-01-02"], [True, True]),
        (["2026-01-01", "2026-01-01"], [True, False]),
        ([None, None], [True, True]),
        ([None, "2026-01-01"], [True, True]),
        (["2026-01-01", None], [True, False]),
    ],
)
def test_of_two_envelopes_of_one_ctid_the_newest_counts(times: list[str | None], news: list[bool]) -> None:
    seen = Seen()
    found = [
        seen.is_news(Envelope(envelope_id=f"e-{place}", envelope_ceterms_ctid=ctid(1), updated_at=time))
        for place, time in enumerate(times)
    ]
    assert (found, seen.count, ctid(1) in seen, ctid(2) in seen) == (news, 2, True, False)


def test_the_same_envelope_again_is_no_news_unless_it_changed() -> None:
    seen = Seen()
    first = Envelope(envelope_id="e", envelope_ceterms_ctid=ctid(1), updated_at="2026-01-01T00:00:00Z")
    later = Envelope(envelope_id="e", envelope_ceterms_ctid=ctid(1), updated_at="2026-01-01T00:00:01Z")
    assert [seen.is_news(one) for one in (first, first, later)] == [True, False, True]
    assert seen.is_news(Envelope())
    assert seen.count == 2


def test_provisional_envelopes_are_left_out_unless_wanted() -> None:
    registry = filled(2)
    registry.publish({**payload(3), "adms:status": PROVISIONAL})

    async def work() -> None:
        for option, expected in (("exclude", range(1, 3)), ("include", range(1, 4)), ("only", range(3, 4))):
            async with reading(registry, provisional=option) as asked:
                assert set(refs(await asked.all())) == ctids(expected)

    run(work())


def test_an_empty_listing_is_an_error() -> None:
    async def work() -> None:
        async with reading(Registry()) as asked:
            with pytest.raises(SourceBadData, match=r"the listing is empty: .* a community 'ce-registry'"):
                await asked.all()

    run(work())


def test_an_unknown_community_and_a_missing_key_are_said_so() -> None:
    async def work() -> None:
        async with reading(filled(1), community="navy") as asked:
            with pytest.raises(SourceNotFound, match="registry answered 404: EnvelopeCommunity not found"):
                await asked.all()

        def secured(request: Request) -> Response:
            known = request.headers.get("authorization", "").endswith(" key")
            return JSONResponse([]) if known else JSONResponse({"errors": ["401 Unauthorized"]}, 401)

        async with reading(filled(1), secured) as asked:
            with pytest.raises(SourceRefused, match="registry answered 401: 401 Unauthorized"):
                await asked.all()
        async with reading(filled(1), secured, secret="key") as asked:
            with pytest.raises(SourceBadData, match="the listing is empty"):  # and so the key was taken
                await asked.all()

    run(work())


def test_either_spelling_of_the_community_is_fine() -> None:
    async def work() -> None:
        async with reading(filled(3), community="ce_registry") as asked:
            assert len(refs(await asked.all())) == 3

    run(work())


def test_old_soft_deletes_are_removals() -> None:
    registry = filled(3)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        rows = [envelope.json() for envelope in registry.listed()]
        rows[0]["node_headers"]["deleted_at"] = "2024-01-01 00:00:00 UTC"
        return JSONResponse(rows if request.query_params["page"] == "1" else [])

    async def work() -> None:
        async with reading(registry, answer) as asked:
            portions = await asked.all()
        assert (set(refs(portions)), removed(portions)) == (ctids(range(1, 3)), [ctid(3)])

    run(work())


def test_fewer_different_envelopes_than_the_total_are_not_complete() -> None:
    """Rows of one date may change places between two pages: one comes twice, another never."""
    registry = filled(4)

    def answer(request: Request) -> Response | None:
        if not request.url.path.endswith("/envelopes"):
            return None
        number = int(request.query_params["page"])
        rows = [row.body for row in registry.listed()]
        page = {1: rows[:2], 2: [rows[1], rows[3]]}.get(number, [])
        return Response(b"[" + b",".join(page) + b"]", headers={"X-Total": "4", "X-Per-Page": "2"})

    async def work() -> None:
        async with reading(registry, answer, per_page=2) as asked:
            portions = await asked.all()
        assert not portions[-1].complete
        assert reasons(portions) == ["Only 3 different envelopes were listed of 4."]

    run(work())


def test_the_server_s_clock_counts() -> None:
    async def work() -> None:
        late = {"date": "Mon, 03 Aug 2026 10:00:00 GMT"}
        one = filled(1).listed()[0].json()

        def answer(request: Request) -> Response:
            return JSONResponse([one] if request.query_params["page"] == "1" else [], headers=late)

        async with reading(filled(1), answer) as asked:
            assert since(await asked.all())["since"] == "2026-08-03T10:00:00Z"

    run(work())


def test_everything_is_listed_again_when_the_last_time_is_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = filled(5)

    async def work() -> None:
        async with reading(registry, full_every="2d") as asked:
            first = await asked.all()
            again = await asked.all(first[-1].checkpoint)
            assert (refs(again), again[-1].complete) == ([], False)
            later = datetime.now(UTC) + timedelta(days=3)
            monkeypatch.setattr("credloom.clock.now", lambda: later)
            third = await asked.all(again[-1].checkpoint)
            assert (len(refs(third)), third[-1].complete) == (5, True)

    run(work())


def test_full_begins_anew_unless_a_listing_is_under_way() -> None:
    async def work() -> None:
        async with reading(filled(5)) as asked:
            first = await asked.all()
            again = await asked.all(first[-1].checkpoint, full=True)
            assert (len(refs(again)), again[-1].complete) == (5, True)
            assert msgspec.json.decode(again[-1].checkpoint or b"")["run"] is None

    run(work())
