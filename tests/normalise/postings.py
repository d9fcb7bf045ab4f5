"""Postings as documents, and what is read of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from credloom.model.record import Document, Record, Refusal
from credloom.model.things import Job
from credloom.normalise import jsonld, normalise
from credloom.normalise.shape import thing_of
from tests.normalise.make import source as source_of

SOURCE = source_of("board", "jobs")
PAGE = "https://jobs.example/1"


def document(data: Any, ref: str = "one", url: str | None = PAGE) -> Document:
    body = orjson.dumps(data)
    return Document(
        ref=ref, format="jobposting", given=data, body=body, retrieved_at=datetime(2026, 8, 1, tzinfo=UTC), url=url
    )


def read(data: dict[str, Any], **more: Any) -> tuple[list[Record], list[Refusal]]:
    made = normalise(SOURCE, [document({"@type": "JobPosting", "title": "Cook", **data}, **more)])
    for record in made.records:
        again = jsonld.Document()
        again.read(orjson.loads(orjson.dumps(record.node)))
        assert not again.dropped, "a posting is canonical CTDL"
        assert list(again.nodes.values()) == [record.node]
    return made.records, made.refusals


def job(data: dict[str, Any], **more: Any) -> Job:
    records, _ = read(data, **more)
    made = thing_of(records[0].node, key=records[0].key)
    assert isinstance(made, Job)
    return made


def stated(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(item.text, item.kind, item.necessity) for item in job(data).requirements]
