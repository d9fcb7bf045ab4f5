"""A gateway for the HTTP tests: a small schema on graphql-core, sources and one record that the test can change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, build_schema, graphql, parse
from graphql.utilities import get_operation_ast

from credloom import clock
from credloom.http.ports import Answer, Operation
from credloom.model.record import Provenance
from credloom.refresh.ports import Report
from credloom.store.ports import SourceStatus

SDL = """
enum Family { DEGREE LICENSE }
input Filter { families: [Family!] }
type Record { id: ID! ctid: String name: String publisher: String provider: Record employer: Record }
type Records { nodes: [Record] }
type Query { credentials(first: Int, filter: Filter): Records learningOpportunities(first: Int): Records
  jobs(first: Int): Records frameworks(first: Int): Records
  hello: String slow(seconds: Float!): String fail: String sources: [Source!]! }
type Mutation { change: String }
type Source { key: String! name: String kind: String! mode: String! state: String! recordCount: Int!
  lastRefreshedAt: String problem: String }
"""
CTID = "ce-00000000-0000-4000-8000-000000000001"
RECORD: dict[str, Any] = {
    "@context": "https://credreg.net/ctdl/schema/context/json",
    "@id": f"https://credentialengineregistry.org/resources/{CTID}",
    "@type": "ceterms:Certificate",
    "ceterms:ctid": CTID,
    "ceterms:name": {"en-US": ["Welding <b>Basics</b>"], "es": ["Soldadura"], "und": ["WB"]},
    "ceterms:subjectWebpage": ["https://college.example/welding"],
    "ceterms:credentialStatusType": ["credentialStat:Active"],
    "ceterms:dateEffective": ["2026-08-01"],
    "ceterms:estimatedCost": [
        {"@type": "ceterms:CostProfile", "ceterms:price": [120.5], "ceterms:currency": ["USD"]},
    ],
    "ceterms:offeredBy": ["https://credentialengineregistry.org/resources/ce-00000000-0000-4000-8000-000000000002"],
    "ceterms:estimatedDuration": [{"@type": "ceterms:DurationProfile", "ceterms:exactDuration": "PT1800H"}],
    "ceterms:teaches": [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:targetNode": "https://frameworks.example/skills/7",
            "ceterms:targetNodeName": {"en-US": "Weld a seam"},
        },
    ],
    "ceterms:occupationType": [
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:frameworkName": {"en-US": "Standard Occupational Classification"},
            "ceterms:codedNotation": "51-4121",
        },
    ],
    "ceterms:keyword": {"en-US": ["metal", "fire"]},
    "ceterms:image": ["not an <address>"],
}
KNOWN = {
    "ce-00000000-0000-4000-8000-000000000002": "College of <b>Fire</b>",
    "https://frameworks.example/skills/7": "Weld",
}


class Gateway:
    """Fulfils both ports: it is its own engine."""

    sdl = SDL

    def __init__(self) -> None:
        self.schema: GraphQLSchema = build_schema(SDL)
        self.running = False
        self.reason: str | None = None
        self.at_epoch, self.fresh_for, self.executed = 1, 0.0, 0
        self.listed: list[dict[str, Any]] = []

    @property
    def engine(self) -> Gateway:
        return self

    def counted_by(self, count: Callable[[str], None]) -> None:
        self.count = count

    async def start(self) -> None:
        self.running = True

    async def stop(self) -> None:
        self.running = False

    def not_ready(self) -> str | None:
        return self.reason if self.running else "not started"

    def epoch(self) -> int | None:
        return self.at_epoch

    def statuses(self) -> Mapping[str, SourceStatus]:
        read = clock.now() - timedelta(seconds=90)
        return {
            "onet": SourceStatus(source="onet", records=1016, refused=2, last_refreshed_at=read),
            "new": SourceStatus(source="new"),
        }

    def states(self) -> Mapping[str, Report]:
        return {"onet": Report(source="onet", state="FRESH"), "new": Report(source="new", state="NEVER_LOADED")}

    def published(self, key: str) -> dict[str, Any] | None:
        return RECORD if key == CTID else None

    def provenance(self, key: str) -> list[Provenance]:
        read = clock.now() - timedelta(days=2)
        url = f"https://registry.example/graph/{CTID}"
        told = Provenance("onet", CTID, url, read, None, "0" * 64, "", "ASSERTED")
        guessed = Provenance("new", "1", "javascript:alert(1)", read, read, "0" * 64, "", "INFERRED")
        return [told, guessed] if key == CTID else []

    def names(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: KNOWN[key] for key in keys if key in KNOWN}

    def source_names(self) -> dict[str, str]:
        return {"onet": "O*NET <i>occupations</i>"}

    async def execute(self, operation: Operation, *, request_id: str, deadline: float) -> Answer:
        self.executed += 1
        self.count("plan")
        if _is_mutation(operation) and operation.read_only:
            return Answer(body=_errors("A mutation needs POST."), executed=False, status=405)
        result = await graphql(
            self.schema,
            operation.query,
            root_value=_Root(self, deadline),
            variable_values=dict(operation.variables),
            operation_name=operation.operation_name,
        )
        body: dict[str, Any] = {"data": result.data} if result.data is not None else {}
        if result.errors:
            if any(isinstance(error.original_error, ZeroDivisionError) for error in result.errors):
                raise ZeroDivisionError("a defect with a secret")
            body["errors"] = [error.formatted for error in result.errors]
        fresh = self.fresh_for if not result.errors else 0.0
        return Answer(body=orjson.dumps(body), executed=result.data is not None, epoch=self.at_epoch, fresh_for=fresh)


class _Root:
    hello = "hello"

    def __init__(self, gateway: Gateway, deadline: float) -> None:
        self.gateway, self.deadline = gateway, deadline

    async def slow(self, _: object, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return f"{self.deadline - clock.monotonic():.1f}"

    def fail(self, _: object) -> str:
        return str(1 / 0)

    def credentials(self, _: object, **__: object) -> dict[str, Any]:
        college = {"id": "c", "name": "College <b>"}
        return {"nodes": [{"id": "r", "ctid": CTID, "name": "Welding <i>", "provider": college}]}

    def sources(self, _: object) -> list[dict[str, Any]]:
        return self.gateway.listed

    def change(self, _: object) -> str:
        return "changed"


def _is_mutation(operation: Operation) -> bool:
    try:
        found = get_operation_ast(parse(operation.query), operation.operation_name)
    except GraphQLError:
        return False
    return isinstance(found, OperationDefinitionNode) and found.operation is OperationType.MUTATION


def _errors(message: str) -> bytes:
    return orjson.dumps({"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]})
