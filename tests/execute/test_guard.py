"""Documents made to be expensive are refused before validation, quickly; what people ask passes."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.errors import QueryTooLarge
from credloom.execute.guard import guard
from credloom.execute.limits import Limits, parsed

LIMITS = Limits()
WIDE = Limits(tokens=100_000)


def check(query: str, limits: Limits = WIDE) -> None:
    guard(parsed(query, limits), limits)


def bomb(steps: int) -> str:
    middle = "".join(f" fragment F{n} on Book {{ name ...F{n + 1} ...F{n + 1} }}" for n in range(steps))
    return f"{{ books {{ ...F0 }} }}{middle} fragment F{steps} on Book {{ name }}"


def chain(steps: int) -> str:
    return f"{{ ...F{steps} }} " + " ".join(f"fragment F{n} on Query {{ ...F{n - 1} }}" for n in range(steps, 0, -1))


def nested(depth: int) -> str:
    return "{ a " * depth + "}" * depth


@pytest.mark.parametrize(
    "query",
    [
        "{ books { nodes { name } } }",
        "{ books { ...A } } fragment A on Books { ...B } fragment B on Books { ...A }",
        "{ ...missing }",
        bomb(4),
        nested(LIMITS.depth - 1),
        "{ __schema { types { fields { args { type " + "{ ofType " * 9 + "{ name }" + "}" * 14,
    ],
)
def test_allowed(query: str) -> None:
    check(query, LIMITS)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (bomb(20), "fields"),
        (bomb(45), "fields"),
        (bomb(60), "fields"),
        ("{ " + "... { name } " * 30 + "}", "'name' stands more than"),
        (chain(70), "levels of selections"),
        ("{" + "books { nodes } " * 500 + "}", "'books' stands more than 20 times"),
        ("{" + " ".join(f"a{n}: __typename" for n in range(100)) + "}", "aliases"),
        (nested(40), "levels of fields"),
        ("{ ... " * 100 + "{ a }" + "}" * 100, "levels of selections"),
        ("{ __typename } fragment Unused on Book { " + "name " * 30 + "}", "'name' stands more than"),
        ("{ " + " ".join(f"f{n}" for n in range(1_001)) + "}", "1,000 fields"),
        ("{ " + "...F " * 30 + "} fragment F on Query { a }", "'...F' stands more than"),
    ],
)
def test_refused(query: str, words: str) -> None:
    with pytest.raises(QueryTooLarge) as refused:
        check(query)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{" + "a " * 3_000 + "}", "2,000 tokens"),
        ("#\n" * 3_000 + "{ a }", "2,000 tokens"),
        ("{ a(x: " + "[" * 900 + "]" * 900 + ") }", "nested too deeply"),
    ],
)
def test_the_parse_stops_at_its_limits(query: str, words: str) -> None:
    with pytest.raises(QueryTooLarge) as refused:
        parsed(query, LIMITS)
    assert words in str(refused.value)


def test_time_grows_with_the_length_and_not_with_the_paths() -> None:
    """The guard visits every fragment once: 2^45 paths are as quick as the text is short."""
    began = time.process_time()
    for steps in range(10, 46, 5):
        with pytest.raises(QueryTooLarge):
            check(bomb(steps))
    assert time.process_time() - began < 5


_NAMES = st.sampled_from(["a", "b", "c"])
_TREES = st.recursive(
    st.lists(_NAMES, min_size=1, max_size=4),
    lambda inner: st.lists(st.tuples(_NAMES, inner), min_size=1, max_size=3),
    max_leaves=12,
)


@given(_TREES)
def test_a_document_means_the_same_with_its_parts_in_fragments(tree: list[Any]) -> None:
    """A law: moving every selection into a fragment changes neither fields nor depth, nor whether it is refused."""
    limits = Limits(fields=8, depth=4)
    assert refuses(plain(tree), limits) == refuses(fragmented(tree), limits)


def plain(tree: list[Any]) -> str:
    return "{ " + " ".join(item if isinstance(item, str) else f"{item[0]} {plain(item[1])}" for item in tree) + " }"


def fragmented(tree: list[Any]) -> str:
    made: list[str] = []

    def place(items: list[Any]) -> str:
        inner = [item if isinstance(item, str) else f"{item[0]} {place(item[1])}" for item in items]
        made.append(f"fragment F{len(made)} on T {{ {' '.join(inner)} }}")
        return f"{{ ...F{len(made) - 1} }}"

    return f"{place(tree)} {' '.join(made)}"


def refuses(query: str, limits: Limits) -> bool:
    try:
        check(query, limits)
    except QueryTooLarge:
        return True
    return False
