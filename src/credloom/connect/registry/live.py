"""What a query may ask while it runs: payloads by CTID or address, and a search by words.

With a key the words go to the Assistant's search, which knows CTDL; without one to the Registry's own full text search,
which is open. Both name resources; their payloads are then fetched in bulk, because a search gives single nodes
without the blank nodes that they refer to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import orjson

from credloom.connect.reader import Found
from credloom.connect.registry import envelopes, graphs
from credloom.connect.registry.envelopes import Envelope
from credloom.connect.registry.problems import text_fault
from credloom.connect.registry.wire import Wire
from credloom.errors import SourceBadData, SourceRefused
from credloom.model.identity import ctid_of

MOST_TAKEN = 100
"""What the Assistant gives at most."""
_TEXTS = ("ceterms:name", "ceterms:description", "ceterms:keyword", "ceasn:name", "ceasn:competencyText")


async def lookup(wire: Wire, keys: Sequence[str]) -> Found:
    """Payloads that hold the resources of these keys. Keys that are no CTIDs are none of the Registry's."""
    ctids = [found for key in keys if (found := ctid_of(key))]
    return _found(wire, await graphs.by_ctid(wire, ctids, members=True))


async def search(wire: Wire, text: str, first: int) -> Found:
    """Payloads of resources that match some words, best first."""
    words = " ".join(text.replace("%", " ").replace("_", " ").split())
    if not words or first < 1:
        return Found()
    asked = _assistant if wire.assistant and wire.source.secret else _full_text
    ctids = list(dict.fromkeys(await asked(wire, words, first)))[:first]
    fetched = await graphs.by_ctid(wire, ctids, members=True)
    order = {ctid: place for place, ctid in enumerate(ctids)}
    ranked = dict(sorted(fetched.documents.items(), key=lambda item: order.get(item[0], len(order))))
    return _found(wire, graphs.Fetched(ranked, fetched.refusals))


def _found(wire: Wire, fetched: graphs.Fetched) -> Found:
    """What came. Raises `SourceBadData` where answers came and none can be read: that is not "unknown"."""
    if fetched.refusals and not fetched.documents:
        raise SourceBadData(fetched.refusals[0].reason, source=wire.source.key)
    return Found(documents=list(fetched.documents.values()), refusals=fetched.refusals)


async def _full_text(wire: Wire, words: str, first: int) -> list[str]:
    """CTIDs of envelopes by `fts`. There is a row a node, so that more rows are asked for than envelopes."""
    params = {"fts": words, "metadata_only": "true", "with_bnodes": "false"}
    params |= {"page": "1", "per_page": str(min(4 * first, MOST_TAKEN))}
    url = f"{wire.community}/search"
    response = await wire.get(url, {**wire.options.only, **params})
    try:
        rows = envelopes.rows(response.content)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise SourceBadData(f"{wire.source.key}: the search gives no JSON list: {error}.", detail=url) from error
    return [row.ctid for row in rows if isinstance(row, Envelope) and row.ctid]


async def _assistant(wire: Wire, words: str, first: int) -> list[str]:
    """CTIDs of resources by the Assistant's search."""
    group = {"search:operator": "search:orTerms", **dict.fromkeys(_TEXTS, words)}
    body = {
        "Query": {"search:termGroup": group},
        "Skip": 0,
        "Take": min(first, MOST_TAKEN),
        "Sort": "^search:relevance",
        "DescriptionSetType": "Resource",
    }
    url = f"{wire.assistant}/search/ctdl"
    response = await wire.post(url, body)
    return [found for node in _data(wire, response.content, url) if (found := _ctid(node))]


def _data(wire: Wire, content: bytes, url: str) -> list[Any]:
    """The resources of an answer, which may be a failure with status 200: a text, or `valid: false`."""
    key = wire.source.key
    if (fault := text_fault(content)) is not None:
        kind = SourceRefused if "API Key" in fault else SourceBadData
        raise kind(f"{key}: the search answered: {fault}.", source=key, detail=url)
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SourceBadData(
            f"{key}: the answer of the search is not JSON ({error}).", source=key, detail=url
        ) from error
    if not isinstance(body, dict) or body.get("valid") is False:
        words = str(body.get("status", "no reason given"))[:200] if isinstance(body, dict) else "no JSON object"
        raise SourceBadData(f"{key}: the search failed: {words}.", source=key, detail=url)
    data = body.get("data")
    return data if isinstance(data, list) else []


def _ctid(node: Any) -> str | None:
    if not isinstance(node, dict):
        return None
    found = [node.get("ceterms:ctid"), node.get("@id")]
    return next((ctid for text in found if isinstance(text, str) and (ctid := ctid_of(text))), None)
