"""Pages of lists and their cursors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.errors import BadUserInput
from credloom.graph.fields.frameworks import natural
from credloom.graph.paging import Edge, Page, count_of, list_page, search_page
from credloom.model.parts import Ref
from credloom.store.ports import Hit, SearchPage, SearchQuery


def page(names: list[tuple[int, str]], first: int, after: str | None = None) -> Page:
    return list_page(
        [((place,), Ref(name, "Credential")) for place, name in names],
        first,
        after,
        key=lambda ref: ref.key,
        edge=Edge,
        asked=["a", "b", "a"],
    )


def keys(found: Page) -> list[str]:
    return [edge.ref.key for edge in found.edges]


LISTS = st.lists(st.tuples(st.integers(0, 5), st.text(min_size=1, max_size=3)), unique_by=lambda item: item[1])


@given(LISTS, st.integers(1, 7))
def test_pages_in_turn_are_the_whole_list(names: list[tuple[int, str]], first: int) -> None:
    seen: list[str] = []
    after, more = None, True
    while more:
        found = page(names, first, after)
        assert found.total_count == len(names)
        assert found.page_info.has_previous_page == bool(seen)
        seen += keys(found)
        after, more = found.page_info.end_cursor, found.page_info.has_next_page
    assert seen == [name for _, name in sorted(names)]


@given(LISTS, LISTS, st.data())
def test_a_cursor_survives_writes(
    names: list[tuple[int, str]], others: list[tuple[int, str]], data: st.DataObject
) -> None:
    """Whatever is added or removed, the page behind a cursor holds just what stands behind its item."""
    if not names:
        return
    place, name = data.draw(st.sampled_from(names))
    cursor = next(edge.cursor for edge in page(names, 100).edges if edge.ref.key == name)
    known = {other for _, other in names}
    added = [item for item in others if item[1] not in known]
    kept = data.draw(st.lists(st.sampled_from(names), unique_by=lambda item: item[1]))
    changed = [*kept, *added]
    assert keys(page(changed, 100, cursor)) == [n for p, n in sorted(changed) if (p, n) > (place, name)]


def test_a_page_says_where_it_stands_and_who_was_asked() -> None:
    found = page([(1, "b"), (0, "a"), (2, "c")], 1, page([(1, "b"), (0, "a"), (2, "c")], 1).page_info.end_cursor)
    assert keys(found) == ["b"]
    assert (found.page_info.has_next_page, found.page_info.has_previous_page) == (True, True)
    assert found.asked == ("a", "b")
    assert found.keys == ("a", "b", "c")
    assert found.page_info.start_cursor == found.page_info.end_cursor == found.edges[0].cursor


def test_an_empty_page_has_no_cursors() -> None:
    found = page([(0, "a")], 0)
    assert found.page_info.end_cursor is None
    assert found.page_info.has_next_page
    assert found.total_count == 1


@pytest.mark.parametrize("after", ["", "x", "bm90IGpzb24", "W10", "WzEsMl0", "WyJhIiwiYiJd", "é", "W1sieCJdLCJ6Il0"])
def test_what_is_no_cursor_is_refused(after: str) -> None:
    with pytest.raises(BadUserInput, match="after: expected a cursor that an earlier page gave"):
        page([(0, "a")], 1, after)


@pytest.mark.parametrize("first", [-1, 101])
def test_limits_name_the_argument(first: int) -> None:
    with pytest.raises(BadUserInput, match=f"^top: expected 0 to 100, got {first}.$"):
        count_of(first, argument="top")


def test_no_number_is_the_default() -> None:
    assert (count_of(None, 7), count_of(0), count_of(100)) == (7, 0, 100)


def test_a_search_page_keeps_its_query_and_whether_it_counted_exactly() -> None:
    query = SearchQuery(kind="Job")
    hits = (Hit("k1", "c1", 2.0, ("<em>x</em>",), 3.5), Hit("k2", "c2"))
    found = search_page(SearchPage(hits, 9, False, True, False), query, ())
    assert found.edges[0] == Edge("c1", Ref("k1", "Job"), 2.0, ("<em>x</em>",), 3.5)
    assert (found.total_count, found.total_is_exact, found.reports, found.query) == (9, False, (), query)
    assert found.page_info.end_cursor == "c2"


@given(st.lists(st.none() | st.text(st.sampled_from("ab19.-"), max_size=6), max_size=6))
def test_any_notations_can_be_ordered(texts: list[str | None]) -> None:
    ordered = sorted(texts, key=natural)
    assert sorted(ordered, key=natural) == ordered


def test_numbers_in_notations_count_as_numbers() -> None:
    assert sorted(["A10", "A9", "B1", "2", "10", None, "A"], key=natural) == ["2", "10", "A", "A9", "A10", "B1", None]
