"""Small rules behind fields, each on its own."""

from __future__ import annotations

from typing import Any

import pytest

from credloom import clock
from credloom.errors import BadUserInput
from credloom.graph.attributes import day, moment, values, web
from credloom.graph.context import Context
from credloom.graph.enums import AlignmentKind, Basis, CredentialFacet
from credloom.graph.fields.alignments import targets, to_frameworks
from credloom.graph.fields.facets import facets
from credloom.graph.fields.jobs import pay, requirements, resolutions
from credloom.graph.fields.matches import combined_costs, options_of
from credloom.graph.fields.pathways import component_types
from credloom.graph.inputs import MatchOptions
from credloom.graph.loading import all_of, many, one, placeholder, record, shown
from credloom.graph.paging import Page
from credloom.match.ports import CredentialCombination, Options, Requirement
from credloom.model.details import Details, pack
from credloom.model.parts import Pay, Ref, RequirementText
from credloom.model.text import LangText
from credloom.model.things import (
    Competency,
    Credential,
    Job,
    LearningOpportunity,
    Manifest,
    Organization,
    PathwayComponent,
)
from credloom.resolve.ports import Alignment, Resolution
from tests.graph import small
from tests.graph.conftest import Small


def job(**more: Any) -> Job:
    return Job(key="urn:x", type="ceterms:Job", **more)


@pytest.fixture
def context(world: Small) -> Context:
    return world.context()


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("2026-08-31", "2026-08-31T00:00:00+00:00"),
        ("2026-08-31T10:00:00-06:00", "2026-08-31T10:00:00-06:00"),
        ("2026-08-31T10:00:00Z", "2026-08-31T10:00:00+00:00"),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_shown_where_they_are_times(context: Context, written: str | None, shown_as: str | None) -> None:
    assert moment("posted_at")([job(posted_at=written)], context) == [shown_as]


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [("2026-08-31", "2026-08-31"), ("2026-08-31T10:00:00Z", "2026-08-31"), ("Fall 2026", None), (None, None)],
)
def test_days_are_shown_where_they_are_days(context: Context, written: str | None, shown_as: str | None) -> None:
    assert day("posted_at")([job(posted_at=written)], context) == [shown_as]


def test_only_addresses_of_the_web_are_shown(context: Context) -> None:
    jobs = [job(url=url) for url in ("https://x.example/", "file:///etc/passwd", "javascript:1", None)]
    assert web("url")(jobs, context) == ["https://x.example/", None, None, None]


def test_words_are_shown_without_their_languages(context: Context) -> None:
    learned = LearningOpportunity(
        key="k", type="t", packed=pack(Details(keywords=(LangText("a", "en"), LangText("b", "es"))))
    )
    assert values("keywords")([learned], context) == [["a", "b"]]


def test_pay_is_shown_as_far_as_it_is_a_number(context: Context) -> None:
    told = job(pay=(Pay("18.50", "negotiable"), Pay("NaN", None, "EUR")))
    (shown_as,) = pay([told], context)
    assert [(one_.minimum, one_.maximum, one_.currency, one_.subject) for one_ in shown_as] == [
        ("18.50", None, "USD", "urn:x"),
        (None, None, "EUR", "urn:x"),
    ]


def test_a_requirement_keeps_its_own_words(context: Context) -> None:
    safety = Ref(small.SAFETY, "Competency")
    unknown = Ref(small.ctid(700), "Competency")
    told = job(
        requirements=(
            RequirementText("Wire it, please", competency=Ref(small.WIRING, "Competency")),
            RequirementText(small.SAFETY, competency=safety),
            RequirementText(unknown.key, competency=unknown),
            RequirementText("Drive", "EXPERIENCE", "PREFERRED"),
        )
    )
    (found,) = requirements([told], context)
    assert [item.text for item in found] == ["Wire it, please", "Works safely.", unknown.key, "Drive"]
    assert [item.index for item in found] == [0, 1, 2, 3]


@pytest.mark.asyncio
async def test_what_is_understood_already_is_not_understood_again(context: Context) -> None:
    known = Resolution("x", "NO_MATCH")
    assert await resolutions([Requirement(0, "x", resolution=known), Requirement(1, "y")], context) == [known, None]


def test_combined_costs_are_a_sum_that_says_what_it_lacks(context: Context) -> None:
    refs = [Ref(key, "Credential") for key in (small.BADGE, small.CERTIFICATE, small.LICENSE)]
    groups = [CredentialCombination((refs[0],), 1.0), CredentialCombination((refs[0], refs[1]), 1.0)]
    groups += [CredentialCombination((refs[0], refs[2]), 1.0), CredentialCombination((refs[2],), 1.0)]
    found = combined_costs(groups, context)
    assert [(total.amount, total.complete, total.missing) for total in found] == [
        ("125.5", True, ()),
        ("1025.5", False, ("TechnologyFee",)),
        ("125.5", False, ()),
        (None, False, ()),
    ]


def test_options_are_checked() -> None:
    assert options_of(None) == Options()
    given = MatchOptions(min_probability=0.2, kinds=[AlignmentKind.EXACT], bases=[Basis.ASSERTED], max_combination=2)
    assert options_of(given) == Options(0.2, ("EXACT",), ("ASSERTED",), 2)
    for wrong, words in (({"min_probability": 1.5}, "minProbability"), ({"max_combination": 0}, "maxCombination")):
        with pytest.raises(BadUserInput, match=f"^options.{words}: expected "):
            options_of(MatchOptions(**wrong))


def test_things_of_another_kind_are_left_out_or_shown_as_far_as_known(context: Context) -> None:
    badge, college = Ref(small.BADGE, "Credential"), Ref(small.COLLEGE, "Organization")
    assert [thing.key for thing in many(context, [[badge, college, badge]], Credential)[0]] == [small.BADGE]
    assert one(context, [college, None], Credential) == [None, None]
    ((shown_as,),) = all_of(context, [[college]], Credential)
    assert (shown_as.key, shown_as.known, type(shown_as)) == (small.COLLEGE, False, Credential)
    assert shown(context, [[Ref(small.MANIFEST_OF_COSTS, "Manifest"), badge]])[0][0].key == small.BADGE
    assert record("proxy_for")([PathwayComponent("k", "ceterms:CourseComponent")], context) == [None]


def test_a_placeholder_has_the_kind_and_name_of_its_reference() -> None:
    made = placeholder(Ref("https://x.example/1", "Organization", "Somebody"))
    assert isinstance(made, Organization)
    assert (made.names, made.ctid, made.known) == ((LangText("Somebody"),), None, False)
    assert isinstance(placeholder(Ref(small.ctid(700), "")), LearningOpportunity)
    assert isinstance(placeholder(Ref(small.ctid(700), "Manifest")), LearningOpportunity)
    assert placeholder(Ref(small.ctid(700), "Competency")).ctid == small.ctid(700)
    assert Manifest not in {type(placeholder(Ref("k", kind))) for kind in ("Manifest", "Other", "Credential")}


def test_a_component_that_is_only_referred_to_has_a_class(context: Context) -> None:
    made = placeholder(Ref(small.ctid(700), "PathwayComponent"))
    (concept,) = component_types([made], context)  # type: ignore[list-item]  # a component, as its reference says
    assert (concept.scheme, concept.code) == ("Class", "PathwayComponent")


@pytest.mark.asyncio
async def test_facets_have_limits(context: Context) -> None:
    with pytest.raises(BadUserInput, match=r"^top: expected 0 to 100, got 101.$"):
        await facets([Page()], context, of=[CredentialFacet.FAMILY], top=101)
    with pytest.raises(BadUserInput, match=r"^of: expected at most 100 facets, got 101.$"):
        await facets([Page()], context, of=[CredentialFacet.FAMILY] * 101)
    ((facet,),) = await facets([Page()], context, of=[CredentialFacet.OCCUPATION, CredentialFacet.OCCUPATION])
    assert (facet.facet, facet.buckets, facet.other_count) == ("OCCUPATION", (), 0)


@pytest.mark.asyncio
async def test_what_the_top_leaves_out_is_counted(context: Context) -> None:
    keys = (small.BADGE, small.CERTIFICATE, small.DEGREE, small.OLD_DEGREE)
    ((facet,),) = await facets([Page(keys=keys)], context, of=[CredentialFacet.FAMILY], top=1)
    assert [(b.concept.code, b.count, b.selected) for b in facet.buckets] == [("DEGREE", 2, False)]
    assert facet.other_count == 2


def test_a_context_counts_down_and_takes_news(world: Small) -> None:
    context = world.context()
    assert 0 < context.remaining() <= 10
    context.deadline = clock.monotonic() - 1
    assert context.remaining() == 0
    pinned = context.snapshot
    assert context.renew() is context.snapshot
    assert context.snapshot is not pinned
    assert Context(store=world.store, freshener=context.freshener, sources={}, deadline=0.0).snapshot.epoch > 0
    assert isinstance(context.snapshot.get_many([small.SAFETY])[0], Competency)


def test_no_match_leads_to_a_framework_at_most(context: Context) -> None:
    safety = Ref(small.SAFETY, "Competency")
    ends = [Ref(small.OTHER_FRAMEWORK, "Framework"), Ref(small.SAFE_WORK, "Competency"), None]
    links = [Alignment(safety, end, "NO_MATCH", "ASSERTED", 1.0, "It says so.") for end in ends]
    assert targets(links, context) == [None, None, None]
    found = to_frameworks(links, context)
    assert [framework.key if framework else None for framework in found] == [small.OTHER_FRAMEWORK] * 2 + [None]
    (link,) = [Alignment(safety, ends[1], "BROAD", "ASSERTED", 1.0, "It says so.")]
    (target,) = targets([link], context)
    assert target is not None
    assert target.key == small.SAFE_WORK
