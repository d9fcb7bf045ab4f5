"""What is kept beside the store, through changes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.resolve import resolver
from credloom.resolve.best import LearnedResolver
from credloom.resolve.kept.index import FOLDER, index_of
from credloom.resolve.kept.linker import Done, update
from credloom.resolve.kept.state import State
from credloom.store import open_store
from credloom.store.ports import Store
from tests.resolve import frameworks
from tests.resolve.frameworks import competency, framework

OTHER = "ce-00000000-0000-0000-0000-000000000300"
CAREFUL = "ce-00000000-0000-0000-0000-000000000301"
TRAP = "ce-00000000-0000-0000-0000-000000000302"


def add(store: Store, known: str, label: str) -> None:
    """One more competency, in a framework of its own source."""
    frameworks.write(store, "state", [framework(OTHER, "Other", [competency(known, OTHER, label)])])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path, write=True)
    frameworks.write(store, "registry", [frameworks.trades()])
    frameworks.write(store, "state", [frameworks.state()])
    return store


def done(store: Store) -> Done:
    snapshot = store.snapshot()
    assert snapshot.folder is not None
    return update(snapshot.folder, snapshot)


def test_only_what_has_changed_is_compared(store: Store) -> None:
    assert done(store).fresh == 10
    assert done(store) == Done()
    add(store, CAREFUL, "Weld pipes safely")
    assert done(store).fresh == 1


def test_links_and_texts_have_kind_basis_chance_reason_and_model(store: Store) -> None:
    add(store, CAREFUL, "Weld the pipes")
    done(store)
    found = resolver(store.snapshot())
    assert isinstance(found, LearnedResolver)
    links = [link for link in found.alignments([CAREFUL], min_probability=0.3)[0] if link.model]
    assert links
    for link in links:
        assert link.basis == "MATCHED"
        assert link.kind in ("EXACT", "CLOSE", "RELATED")
        assert 0.3 <= link.probability < 1
        assert "share" in link.explanation or "same words" in link.explanation
        assert link.model is not None
        assert link.model.startswith("credloom-")
    told = found.resolve_texts(["Ability to read the drawings", "", "knit socks"], min_probability=0.3)
    best = told[0].candidates[0]
    assert [told[0].text[e.start : e.end] for e in best.evidence if e.start is not None] == ["read", "drawings"]
    assert [one.decision for one in told[1:]] == ["NO_MATCH", "NO_MATCH"]


def test_what_is_likelier_than_not_is_close_but_taken_by_a_person_only(store: Store) -> None:
    add(store, CAREFUL, "Administer medication")
    done(store)
    told = resolver(store.snapshot()).resolve_texts(["Administer medication as prescribed"], min_probability=0.1)[0]
    best = told.candidates[0]
    assert (best.competency.key, best.kind, told.decision) == (CAREFUL, "CLOSE", "AMBIGUOUS")
    assert 0.5 <= best.probability < 0.95
    assert {one.kind for one in told.candidates if one.probability < 0.5} <= {"RELATED"}


def test_competencies_of_one_framework_are_never_linked(store: Store) -> None:
    done(store)
    state = State(Path(str(store.snapshot().folder)) / FOLDER, write=False)
    snapshot = store.snapshot()
    for link in state.links(state.members([1])):
        one, two = snapshot.get_many([link.one, link.other])
        assert one is not None
        assert two is not None
        assert getattr(one, "framework", None) != getattr(two, "framework", None)
    state.close()


def test_contraries_are_not_linked(store: Store) -> None:
    add(store, TRAP, "Do not weld pipe")
    done(store)
    links = resolver(store.snapshot()).alignments([TRAP], min_probability=0.5)[0]
    assert [link for link in links if link.basis == "MATCHED"] == []


def test_an_update_that_was_stopped_goes_on(store: Store, tmp_path: Path) -> None:
    assert update(tmp_path, store.snapshot(), lambda: True).links == 0
    state = State(tmp_path / FOLDER, write=False)
    assert len(state.unlinked(100)) == 10
    found = done(store)
    assert (found.fresh, found.links) == (0, len(state.links(state.members([1]))))
    assert state.unlinked(100) == []
    state.close()


def test_readers_see_the_next_state_without_a_restart(store: Store, tmp_path: Path) -> None:
    assert index_of(tmp_path) is None
    done(store)
    index = index_of(tmp_path)
    assert index is not None
    before = index.ranker().space.n
    add(store, CAREFUL, "Weld the pipes")
    done(store)
    assert index.ranker().space.n > before


def test_small_segments_are_joined_and_what_is_gone_is_left_out(store: Store, tmp_path: Path) -> None:
    done(store)
    for number in range(12):
        known = f"ce-00000000-0000-0000-0000-0000000004{number:02}"
        add(store, known, f"Skill {number} of pipes")
        assert done(store).fresh == 1
    state = State(tmp_path / FOLDER, write=False)
    segments = state.segments()
    assert len(segments) <= 5
    assert len(state.members([number for number, _ in segments])) == 11
    assert len(list((tmp_path / FOLDER).glob("segment-*"))) == len(segments)
    state.close()


def test_another_model_compares_everything_anew(store: Store, tmp_path: Path) -> None:
    done(store)
    state = State(tmp_path / FOLDER, write=True)
    state.set(model="an earlier one")
    state.close()
    assert done(store).fresh == 10


def test_the_resolver_stays_a_function_when_the_learned_one_is_there(store: Store) -> None:
    done(store)
    assert isinstance(resolver(store.snapshot()), LearnedResolver)
    from credloom import resolve

    assert callable(resolve.resolver)
