"""Every query that a page brings along fits the schema."""

from __future__ import annotations

import re
from html import unescape
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs

import orjson
import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, get_variable_values, parse, validate

from credloom.http.pages.record import QUERY, record_page
from credloom.http.ports import Shown
from credloom.model.identity import key_from_global_id

HERE = resources.files("credloom.http.pages")


def brought() -> list[tuple[str, str]]:
    """`(where, query)` of the pages."""
    start = HERE.joinpath("start.js").read_text()
    found = [("record", QUERY), ("start", re.findall(r"const RECORDS = `([^`]+)`", start)[0])]
    found.append(("start", orjson.loads(re.findall(r'const QUERY = ("[^"]+")', start)[0])))
    schema = re.findall(r"INTROSPECTION = `([^`]+)`", HERE.joinpath("schema.js").read_text())[0]
    found.append(("schema", schema.replace("${TYPE_REF}", "kind name ofType { kind name }")))
    listed = re.findall(r'\["([^"]+)", ("(?:query|\\{)(?:[^"\\]|\\.)*")', HERE.joinpath("query.js").read_text())
    return found + [(name, orjson.loads(text)) for name, text in listed]


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(Path(__file__).parents[2].joinpath("schema.graphql").read_text())


@pytest.mark.parametrize(("name", "query"), brought())
def test_it_fits(schema: GraphQLSchema, name: str, query: str) -> None:
    assert validate(schema, parse(query)) == []


def test_all_were_found() -> None:
    assert len(brought()) >= 10


@pytest.mark.parametrize("key", ["ce-00000000-0000-4000-8000-000000000001", "urn:x:a b", "https://x.example/"])
def test_a_record_is_named_as_the_schema_has_it(schema: GraphQLSchema, key: str) -> None:
    page = record_page(Shown(key, {"@id": key}, [], {}, {}), query_page=True)
    given = parse_qs(unescape(re.findall(r'href="/graphiql#([^"]+)"', page)[0]))
    assert given["query"] == [QUERY]
    operation = parse(QUERY).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    variables = orjson.loads(given["variables"][0])
    assert not isinstance(get_variable_values(schema, list(operation.variable_definitions or ()), variables), list)
    assert key_from_global_id(next(iter(variables["by"].values()))) == key
