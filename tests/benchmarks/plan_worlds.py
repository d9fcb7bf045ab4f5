"""One world of 600 objects behind two Strawberry schemas: DataLoaders, as one writes them, and batch functions.

The query of both: 50 credentials, each with its provider and five competencies that each name another, 1,601 fields.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import strawberry
from strawberry.dataloader import DataLoader

from credloom.graph.batch import batch
from credloom.graph.context import Context

QUERY = """{ credentials(first: 50) { id name type provider { name url }
  competencies(first: 5) { text source alignedTo { id text } } } }"""


@dataclass(slots=True)
class Credential:
    id: str
    name: str
    type: str
    provider_id: str
    competency_ids: list[str]


@dataclass(slots=True)
class Provider:
    id: str
    name: str
    url: str


@dataclass(slots=True)
class Competency:
    id: str
    text: str
    source: str
    aligned_id: str


PROVIDERS = {f"p{n}": Provider(f"p{n}", f"Provider {n}", f"https://p{n}.example.org/") for n in range(50)}
COMPETENCIES = {
    f"k{n}": Competency(f"k{n}", f"Does the work of number {n} safely and in time", "registry", f"k{(n + 7) % 500}")
    for n in range(500)
}
CREDENTIALS = [
    Credential(f"c{n}", f"Certificate of number {n}", "Certificate", f"p{n}", [f"k{5 * n + at}" for at in range(10)])
    for n in range(50)
]


# --- as one writes it ---------------------------------------------------------------------------------------------


async def load_providers(keys: list[str]) -> list[Provider]:
    return [PROVIDERS[key] for key in keys]


async def load_competencies(keys: list[str]) -> list[Competency]:
    return [COMPETENCIES[key] for key in keys]


def loaders() -> dict[str, Any]:
    """The context of one request."""
    return {"providers": DataLoader(load_providers), "competencies": DataLoader(load_competencies)}


@strawberry.type(name="Provider")
class NaiveProvider:
    id: strawberry.ID
    name: str
    url: str


@strawberry.type(name="Competency")
class NaiveCompetency:
    id: strawberry.ID
    text: str
    source: str

    @strawberry.field
    async def aligned_to(self, info: strawberry.Info) -> NaiveCompetency:
        root = cast("Competency", self)
        return cast("NaiveCompetency", await info.context["competencies"].load(root.aligned_id))


@strawberry.type(name="Credential")
class NaiveCredential:
    id: strawberry.ID
    name: str
    type: str

    @strawberry.field
    async def provider(self, info: strawberry.Info) -> NaiveProvider:
        root = cast("Credential", self)
        return cast("NaiveProvider", await info.context["providers"].load(root.provider_id))

    @strawberry.field
    async def competencies(self, info: strawberry.Info, first: int = 20) -> list[NaiveCompetency]:
        root = cast("Credential", self)
        return cast("list[NaiveCompetency]", await info.context["competencies"].load_many(root.competency_ids[:first]))


@strawberry.type(name="Query")
class NaiveQuery:
    @strawberry.field
    async def credentials(self, first: int = 20) -> list[NaiveCredential]:
        return cast("list[NaiveCredential]", CREDENTIALS[:first])


NAIVE = strawberry.Schema(NaiveQuery)


# --- with batch functions -----------------------------------------------------------------------------------------


def providers(parents: Sequence[Credential], _: Context) -> list[Provider]:
    return [PROVIDERS[parent.provider_id] for parent in parents]


def competencies(parents: Sequence[Credential], _: Context, *, first: int = 20) -> list[list[Competency]]:
    return [[COMPETENCIES[key] for key in parent.competency_ids[:first]] for parent in parents]


def aligned(parents: Sequence[Competency], _: Context) -> list[Competency]:
    return [COMPETENCIES[parent.aligned_id] for parent in parents]


def credentials(roots: Sequence[Any], _: Context, *, first: int = 20) -> list[list[Credential]]:
    return [CREDENTIALS[:first]] * len(roots)


def later(function: Callable[..., list[Any]]) -> Callable[..., Any]:
    """The same batch function as one that has to be awaited."""

    @wraps(function)
    async def call(parents: Sequence[Any], context: Context, **arguments: Any) -> list[Any]:
        return function(parents, context, **arguments)

    return call


@strawberry.type(name="Provider")
class BatchedProvider:
    id: strawberry.ID
    name: str
    url: str


@strawberry.type(name="Competency")
class BatchedCompetency:
    id: strawberry.ID
    text: str
    source: str
    aligned_to: BatchedCompetency = batch(aligned)


@strawberry.type(name="Credential")
class BatchedCredential:
    id: strawberry.ID
    name: str
    type: str
    provider: BatchedProvider = batch(providers)
    competencies: list[BatchedCompetency] = batch(competencies)


@strawberry.type(name="Query")
class BatchedQuery:
    credentials: list[BatchedCredential] = batch(credentials)


@strawberry.type(name="Competency")
class LateCompetency:
    id: strawberry.ID
    text: str
    source: str
    aligned_to: LateCompetency = batch(later(aligned))


@strawberry.type(name="Credential")
class LateCredential:
    id: strawberry.ID
    name: str
    type: str
    provider: BatchedProvider = batch(later(providers))
    competencies: list[LateCompetency] = batch(later(competencies))


@strawberry.type(name="Query")
class LateQuery:
    credentials: list[LateCredential] = batch(later(credentials))


BATCHED_SYNC = strawberry.Schema(BatchedQuery)
BATCHED = strawberry.Schema(LateQuery)
