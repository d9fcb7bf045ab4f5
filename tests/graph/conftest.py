"""The small world in a real store, and graphql-core over it, with every call of the store counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from credloom import clock
from credloom.execute.plan import Plans
from credloom.graph.context import Context
from credloom.graph.schema import schema
from credloom.refresh.ports import Listed, Outcome, Report
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Store
from tests.execute.plan.asking import planned, told, walked
from tests.graph import small

PLANS = Plans(schema()._schema)


class Still:
    """A freshener that asks nobody: every source stands as it was loaded."""

    async def search(self, kind: str, text: str | None, **_: Any) -> Outcome:
        return Outcome(reports=tuple(self.states().values()))

    async def lookup(self, keys: Sequence[str], **_: Any) -> Outcome:
        return Outcome()

    def lists(self, source: str, kind: str) -> bool:
        return False

    async def page(self, source: str, *_: Any, **__: Any) -> Listed:
        raise AssertionError(f"{source} lists nothing")

    def known(self, keys: Sequence[str], **_: Any) -> Outcome:
        return Outcome()

    async def refresh(self, keys: Sequence[str], **_: Any) -> Outcome:
        return Outcome()

    def states(self) -> dict[str, Report]:
        stale = Report(source="state", state="STALE", as_of=small.NOW, message="Not asked since yesterday.")
        return {"registry": Report(source="registry", state="FRESH", as_of=small.NOW), "state": stale}


class Counting:
    """A snapshot that notes its calls."""

    def __init__(self, snapshot: Any) -> None:
        self._snapshot = snapshot
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._snapshot, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append(name)
            return found(*arguments, **named)

        return call


class Small:
    """Runs operations over the small world."""

    def __init__(self, store: Store, sources: Mapping[str, Source]) -> None:
        self.store, self.sources = store, sources
        self.calls: list[str] = []

    async def run(self, query: str, **variables: Any) -> Any:
        """The `ExecutionResult`; `calls` are the store's functions that were called for it."""
        context = self.context()
        snapshot = Counting(context.snapshot)
        context.snapshot = snapshot
        result = await schema().execute(query, variable_values=variables, context_value=context)
        self.calls = snapshot.calls
        await self._check_plan(query, variables, result)
        return result

    async def _check_plan(self, query: str, variables: Mapping[str, Any], result: Any) -> None:
        """A plan gives the same, with no more calls of the store."""
        context = self.context()
        snapshot = Counting(context.snapshot)
        context.snapshot = snapshot
        core = schema()._schema
        found = await planned(PLANS, core, query, variables, context=context, call=context.gathering.call)
        assert list(walked(found.data)) == list(walked(result.data))
        assert told(found) == told(result)
        assert len(snapshot.calls) <= len(self.calls)

    def context(self) -> Context:
        """A context of an operation that has ten seconds."""
        deadline = clock.monotonic() + 10
        return Context(store=self.store, freshener=Still(), sources=self.sources, deadline=deadline)

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an operation that has no errors."""
        result = await self.run(query, **variables)
        assert result.errors is None, result.errors
        return result.data

    async def one(self, ctid: str, fields: str, kind: str = "Credential") -> Any:
        """Fields of one thing."""
        data = await self.data(
            f"query($ctid: String!) {{ record(by: {{ctid: $ctid}}) {{ ... on {kind} {{ {fields} }} }} }}", ctid=ctid
        )
        assert data["record"] is not None
        return data["record"]

    async def refusal(self, ctid: str, fields: str, kind: str = "Credential") -> str:
        """The message of the one error of fields of one thing."""
        result = await self.run(f'{{ record(by: {{ctid: "{ctid}"}}) {{ ... on {kind} {{ {fields} }} }} }}')
        assert len(result.errors or ()) == 1, result.errors
        return str(result.errors[0].message)


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("small"), write=True)
    small.fill(store)
    yield store
    store.close()


@pytest.fixture
def world(small_store: Store) -> Small:
    return Small(small_store, small.SOURCES)
