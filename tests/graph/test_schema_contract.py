"""The schema against the exported file and against the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)

from credloom.graph.schema import schema, sdl
from tests.conftest import ROOT

LATER = {
    *("Credential.incrementalApproaches", "Credential.levelProfile", "Credential.completeness", "Credential.outcomes"),
    *("LearningOpportunity.inDemand", "LearningOpportunity.eligibility", "LearningOpportunity.outcomes"),
    *("CredentialFilter.approaches", "CredentialFilter.level", "CredentialFilter.hasOutcomes"),
    *("LearningOpportunityFilter.inDemand", "LearningOpportunityFilter.eligibility", "CredentialFacet.APPROACH"),
    *("Query.routes", "Query.recognize", "Query.statistics", "Query.registryCoverage"),
    *("Query.metrics", "Mutation", "Subscription"),
    *("Period", "Measure", "MeasureState", "Metric", "Completeness", "DemandFlag", "Eligibility", "EligibilityTest"),
    *("Route", "IncrementalApproach", "IncrementalTag", "LevelProfile", "DomainLevel", "LevelFilter"),
    *("Recognition", "RecognizedCompetency", "GoalInput", "HeldLearning"),
    *("Statistics", "StatisticsRow", "StatisticsKey", "StatisticsRowEdge"),
    *("StatisticsRowConnection", "Coverage", "RegistryCoverage", "FieldCoverage"),
}
"""What the contract has and the schema does not yet: shrinks as parts arrive, and holds nothing that is there."""

LONGER = {"CredentialLink.assertedBy"}
"""Descriptions that say more than the contract's."""


def test_the_exported_file_is_the_schema() -> None:
    exported = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert exported == sdl(), "run: python -m credloom.graph.schema > schema.graphql"


@pytest.fixture
def contract(shared_data: Path) -> GraphQLSchema:
    path = shared_data.parent / "contract" / "schema.graphql"
    if not path.is_file():
        pytest.skip(f"the contract is not at {path}")
    return build_schema(path.read_text(encoding="utf-8"))


@pytest.mark.shared_data
def test_what_the_contract_says_is_so(contract: GraphQLSchema) -> None:
    ours = build_schema(sdl())
    missing: set[str] = set()
    different: list[str] = []
    for name, theirs in contract.type_map.items():
        if name.startswith("__"):
            continue
        mine = ours.type_map.get(name)
        if mine is None:
            missing.add(name)
        else:
            different += _differences(theirs, mine, missing)
    assert different == []
    assert missing == LATER


def _differences(theirs: GraphQLNamedType, mine: GraphQLNamedType, missing: set[str]) -> Iterator[str]:
    if type(theirs) is not type(mine):
        yield f"{theirs.name} is a {type(mine).__name__}"
    if theirs.description and theirs.description != mine.description:
        yield f"{theirs.name} is described otherwise"
    if isinstance(theirs, GraphQLEnumType) and isinstance(mine, GraphQLEnumType):
        for value, told in theirs.values.items():
            if value not in mine.values:
                missing.add(f"{theirs.name}.{value}")
            elif told.description and told.description != mine.values[value].description:
                yield f"{theirs.name}.{value} is described otherwise"
    if isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType) and isinstance(mine, type(theirs)):
        if {i.name for i in theirs.interfaces} != {i.name for i in mine.interfaces}:
            yield f"{theirs.name} implements other interfaces"
        yield from _fields(theirs, mine, missing)
    if isinstance(theirs, GraphQLInputObjectType) and isinstance(mine, GraphQLInputObjectType):
        yield from _inputs(theirs, mine, missing)


def _fields(
    theirs: GraphQLObjectType | GraphQLInterfaceType,
    mine: GraphQLObjectType | GraphQLInterfaceType,
    missing: set[str],
) -> Iterator[str]:
    for name, told in theirs.fields.items():
        place = f"{theirs.name}.{name}"
        found = mine.fields.get(name)
        if found is None:
            missing.add(place)
            continue
        if str(found.type) != str(told.type):
            yield f"{place} is {found.type}, not {told.type}"
        if told.description and told.description != found.description and place not in LONGER:
            yield f"{place} is described otherwise"
        if set(found.args) != set(told.args):
            yield f"{place} has the arguments {sorted(found.args)}, not {sorted(told.args)}"
        for argument in told.args.keys() & found.args.keys():
            one, other = told.args[argument], found.args[argument]
            if (str(one.type), one.default_value) != (str(other.type), other.default_value):
                yield f"{place}({argument}) is {other.type} = {other.default_value}"


def _inputs(theirs: GraphQLInputObjectType, mine: GraphQLInputObjectType, missing: set[str]) -> Iterator[str]:
    for name, told in theirs.fields.items():
        place = f"{theirs.name}.{name}"
        found = mine.fields.get(name)
        if found is None:
            missing.add(place)
        elif (str(found.type), found.default_value) != (str(told.type), told.default_value):
            yield f"{place} is {found.type} = {found.default_value}, not {told.type} = {told.default_value}"
    if theirs.is_one_of != mine.is_one_of:
        yield f"{theirs.name} is oneOf: {mine.is_one_of}"


def test_every_field_with_arguments_or_a_store_behind_it_is_a_batch_function() -> None:
    for name, kind in schema()._schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType) or name.startswith("__"):
            continue
        for field in kind.fields.values():
            definition = field.extensions["strawberry-definition"]
            assert definition.base_resolver is None or "batch" in definition.metadata


@pytest.mark.parametrize("by", ["{}", '{ctid: "ce-12", id: "x"}', "{ctid: null}"])
def test_a_one_of_that_is_not_exactly_one_is_refused_before_anything_runs(by: str) -> None:
    (error,) = validate(schema()._schema, parse(f"{{ credential(by: {by}) {{ ctid }} }}"))
    assert "exactly one field must be specified" in error.message


def test_introspection_tells_what_is_one_of() -> None:
    asked = '{ one: __type(name: "RecordRef") { isOneOf } many: __type(name: "Freshness") { isOneOf } }'
    assert schema().execute_sync(asked).data == {"one": {"isOneOf": True}, "many": {"isOneOf": False}}
