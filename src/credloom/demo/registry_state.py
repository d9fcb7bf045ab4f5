"""What a stand-in of the Credential Registry holds: envelopes, the index of their nodes, and the log of events."""

from __future__ import annotations

import hashlib
import uuid
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from credloom.demo.ctdl import Json
from credloom.model.identity import ctid_of

PROVISIONAL = "graphPublicationStatus:Provisional"


class Envelope:
    """One published payload. `body` is the envelope as JSON, made once for each revision."""

    def __init__(self, payload: Json, number: int, at: datetime) -> None:
        self.number = number
        self.envelope_id = str(uuid.UUID(int=uuid.uuid5(uuid.NAMESPACE_URL, f"envelope:{number}").int))
        self.created_at = at
        self.revisions: list[tuple[str, datetime]] = []
        self.set(payload, "create", at)

    def set(self, payload: Json, event: str, at: datetime) -> None:
        """A new revision."""
        self.payload, self.updated_at = payload, at
        self.nodes = nodes_of(payload)
        self.revisions.append((event, at))
        self._body: bytes | None = None

    @property
    def ctid(self) -> str | None:
        """The main node's CTID."""
        first = self.nodes[0] if self.nodes else {}
        return ctid_of(str(first.get("ceterms:ctid") or first.get("@id") or ""))

    @property
    def provisional(self) -> bool:
        """Whether it is hidden from default reads."""
        return self.payload.get("adms:status") == PROVISIONAL

    def head(self) -> Json:
        """What stands before and behind the payload, as `/search` has it too."""
        first = self.nodes[0] if self.nodes else {}
        found = first.get("@type")
        return {
            "envelope_id": self.envelope_id,
            "envelope_ceterms_ctid": self.ctid,
            "envelope_ctdl_type": found[0] if isinstance(found, list) else found,
            "envelope_type": "resource_data",
            "envelope_version": "1.0.0",
            "resource_format": "json",
            "resource_encoding": "jwt",
            "publisher_id": None,
            "secondary_publisher_id": None,
            "resource_publish_type": "primary",
            "node_headers": self._node_headers(),
            "owned_by": _owner(first),
            "published_by": _owner(first),
            "last_verified_on": self.updated_at.date().isoformat(),
        }

    def json(self, *, metadata_only: bool = False) -> Json:
        """The envelope as `/envelopes` gives it."""
        payload = {} if metadata_only else {"decoded_resource": self.payload}
        return {
            "envelope_community": "ce_registry",
            **self.head(),
            **payload,
            "changed": True,
            "updated_at": written(self.updated_at),
        }

    @property
    def body(self) -> bytes:
        """`json()` as bytes."""
        if self._body is None:
            self._body = orjson.dumps(self.json())
        return self._body

    def _node_headers(self) -> Json:
        history = [
            {
                "head": place == len(self.revisions) - 1,
                "event": event,
                "created_at": written(at),
                "actor": None,
                "url": f"/ce-registry/envelopes/{self.envelope_id}",
            }
            for place, (event, at) in enumerate(self.revisions)
        ]
        digest = hashlib.sha256(orjson.dumps(self.payload)).hexdigest()
        return {
            "resource_digest": digest,
            "revision_history": history,
            "created_at": written(self.created_at),
            "updated_at": written(self.updated_at),
            "deleted_at": None,
        }

    def __lt__(self, other: Envelope) -> bool:
        return (self.created_at, self.number) < (other.created_at, other.number)


class Registry:
    """One community. Every change takes effect at once and is told by an event."""

    def __init__(self, payloads: Iterable[Json] = (), *, at: datetime | None = None) -> None:
        self._order: list[Envelope] = []
        self._lists: dict[str, list[Envelope]] = {}
        self._by_node: dict[str, list[Envelope]] = {}
        self._count = 0
        self.events: list[Json] = []
        """Oldest first."""
        for payload in payloads:
            self.publish(payload, at=at)

    def publish(self, payload: Json, *, at: datetime | None = None, duplicate: bool = False) -> Envelope:
        """Publish a payload: a new envelope, or a new revision where its main CTID is known and no duplicate wanted."""
        now = at or datetime.now(UTC)
        fresh = Envelope(payload, self._count + 1, now)
        known = self.envelopes(fresh.ctid)[-1:] if fresh.ctid and not duplicate else []
        if known and known[0].ctid == fresh.ctid:
            self._forget(known[0])
            known[0].set(payload, "update", now)
            self._tell(known[0], "update", now)
            self._learn(known[0])
            return known[0]
        self._count += 1
        insort(self._order, fresh)
        self._learn(fresh)
        self._tell(fresh, "create", now)
        return fresh

    def remove(self, ctid: str, *, at: datetime | None = None) -> None:
        """Delete the newest envelope of a main CTID for ever."""
        found = [envelope for envelope in self.envelopes(ctid) if envelope.ctid == ctid_of(ctid)]
        self._order.remove(found[-1])
        self._forget(found[-1])
        self._tell(found[-1], "destroy", at or datetime.now(UTC))

    def envelopes(self, name: str | None) -> list[Envelope]:
        """Envelopes that hold a resource, by its CTID or address in any case, oldest first."""
        if not name or name.startswith("_:"):
            return []
        key = ctid_of(name) or name.lower()
        return self._by_node.get(key, [])

    def by_id(self, envelope_id: str) -> Envelope | None:
        """The envelope of an envelope id."""
        return next((one for one in self._order if one.envelope_id == envelope_id.lower()), None)

    def listed(self, provisional: str = "exclude") -> Sequence[Envelope]:
        """Envelopes, newest first."""
        if provisional not in self._lists:
            wanted = {"exclude": (False,), "only": (True,), "include": (False, True)}[provisional]
            self._lists[provisional] = [one for one in reversed(self._order) if one.provisional in wanted]
        return self._lists[provisional]

    def __len__(self) -> int:
        return len(self._order)

    def _learn(self, envelope: Envelope) -> None:
        self._lists.clear()
        for key in _names(envelope):
            self._by_node.setdefault(key, []).append(envelope)

    def _forget(self, envelope: Envelope) -> None:
        self._lists.clear()
        for key in _names(envelope):
            self._by_node[key].remove(envelope)

    def _tell(self, envelope: Envelope, event: str, at: datetime) -> None:
        self.events.append({"envelope_ceterms_ctid": envelope.ctid, "event": event, "created_at": written(at)})


def nodes_of(payload: Json) -> list[Json]:
    """The nodes of a payload; itself where it is a bare resource."""
    graph = payload.get("@graph")
    return [node for node in graph if isinstance(node, dict)] if isinstance(graph, list) else [payload]


def written(moment: datetime) -> str:
    """A time as the Registry writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def values(value: Any) -> Iterator[Any]:
    """A value or the members of a list."""
    yield from value if isinstance(value, list) else [] if value is None else [value]


def _names(envelope: Envelope) -> set[str]:
    found: set[str] = set()
    for node in envelope.nodes:
        for text in (node.get("ceterms:ctid"), node.get("@id")):
            if isinstance(text, str) and not text.startswith("_:"):
                found.add(ctid_of(text) or text.lower())
    return found


def _owner(node: Json) -> str | None:
    for key in ("ceterms:ownedBy", "ceasn:publisher", "ceterms:offeredBy"):
        for value in values(node.get(key)):
            found = ctid_of(value) if isinstance(value, str) else None
            if found:
                return found
    return None
