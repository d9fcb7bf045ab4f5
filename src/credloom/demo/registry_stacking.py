"""How the world's credentials stack and transfer: links, transfer values, pathways and states' lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, english
from credloom.demo.world import Institution, Offer, World, ctid

_ORDER = ("foundations", "apprentice", "certificate", "degree", "advanced")


@cache
def ladders(world: World) -> dict[tuple[str, str], list[Offer]]:
    """The rungs of each institution and field, lowest first."""
    found: dict[tuple[str, str], list[Offer]] = {}
    for offer in world.offers:
        found.setdefault((offer.institution.name, offer.field.key), []).append(offer)
    return {key: sorted(rungs, key=lambda o: _ORDER.index(o.step.level)) for key, rungs in found.items()}


def stacking_payloads(world: World) -> list[Json]:
    """Transfer values, pathways and collections."""
    return [*_transfers(world), *_pathways(world), *_lists(world)]


def stack_links(offer: Offer, world: World) -> Json:
    """What a credential says of the rungs around it: the lower one prepares for and is part of the higher."""
    rungs = ladders(world)[offer.institution.name, offer.field.key]
    place = rungs.index(offer)
    links: Json = {}
    if place + 1 < len(rungs):
        above = ctdl.resource(rungs[place + 1].ctid)
        links["ceterms:isPreparationFor"] = [_condition("Stacks into the next credential", above)]
        if rungs[place + 1].step.level == "degree":
            links["ceterms:isPartOf"] = [above]
    if place and offer.step.level == "degree":
        below = ctdl.resource(rungs[place - 1].ctid)
        links["ceterms:advancedStandingFrom"] = [_condition("Credits of the certificate count", below)]
    return links


def _condition(name: str, target: str) -> Json:
    return {
        "@type": "ceterms:ConditionProfile",
        "ceterms:name": english(name),
        "ceterms:targetCredential": [target],
    }


def _transfers(world: World) -> Iterator[Json]:
    """Certificates of two-year colleges transfer to the state's university that teaches the same field."""
    universities = [institution for institution in world.institutions if institution.four_year]
    degrees = {(o.institution.name, o.field.key): o for o in world.offers if o.step.level == "degree"}
    for offer in world.offers:
        if offer.step.level != "certificate" or offer.institution.four_year:
            continue
        for university in universities:
            degree = degrees.get((university.name, offer.field.key))
            if degree is not None and university.state == offer.institution.state:
                yield _transfer(offer, degree, university)


def _transfer(offer: Offer, degree: Offer, university: Institution) -> Json:
    known = ctid(offer.ctid, degree.ctid, "transfer")
    return ctdl.payload(
        {
            "@id": ctdl.resource(known),
            "@type": "ceterms:TransferValueProfile",
            "ceterms:ctid": known,
            "ceterms:name": english(f"{offer.step.name} toward {degree.step.name}"),
            "ceterms:description": english(f"{university.name} gives credit for what the certificate covers."),
            "ceterms:ownedBy": [ctdl.resource(ctid(university.name, "organization"))],
            "ceterms:transferValue": [ctdl.credit(offer.step.credits - 3, "DegreeCredit", "Degree Credit")],
            "ceterms:transferValueFrom": [ctdl.resource(offer.ctid)],
            "ceterms:transferValueFor": [ctdl.resource(degree.ctid)],
            "ceterms:startDate": "2026-01-01",
            "ceterms:endDate": "2029-12-31",
        }
    )


def _pathways(world: World) -> Iterator[Json]:
    for (name, key), rungs in ladders(world).items():
        if rungs[-1].institution.four_year and len(rungs) > 2:
            yield _pathway(name, key, rungs)


def _pathway(name: str, key: str, rungs: list[Offer]) -> Json:
    known = ctid(name, key, "pathway")
    component_ids = [ctid(name, key, "component", offer.step.level) for offer in rungs]
    components: list[Json] = []
    for offer, component in zip(rungs, component_ids, strict=True):
        components.append(
            {
                "@id": ctdl.resource(component),
                "@type": "ceterms:CredentialComponent",
                "ceterms:ctid": component,
                "ceterms:name": english(offer.step.name),
                "ceterms:isPartOf": [ctdl.resource(known)],
                "ceterms:proxyFor": [ctdl.resource(offer.ctid)],
            }
        )
    for lower, node in zip(component_ids, components[1:], strict=False):
        node["ceterms:precededBy"] = [ctdl.resource(lower)]
        node["ceterms:hasCondition"] = [
            {
                "@type": "ceterms:ComponentCondition",
                "ceterms:name": english("Complete the step before"),
                "ceterms:requiredNumber": 1,
                "ceterms:targetComponent": [ctdl.resource(lower)],
            }
        ]
    main: Json = {
        "@id": ctdl.resource(known),
        "@type": "ceterms:Pathway",
        "ceterms:ctid": known,
        "ceterms:name": english(f"{rungs[0].field.name} pathway at {name}"),
        "ceterms:description": english(f"From a first credential to a degree in {rungs[0].field.name.lower()}."),
        "ceterms:ownedBy": [ctdl.resource(ctid(name, "organization"))],
        "ceterms:hasPart": [ctdl.resource(component) for component in component_ids],
        "ceterms:hasDestinationComponent": [ctdl.resource(component_ids[-1])],
        "ceterms:occupationType": [ctdl.soc(code) for code in rungs[0].field.soc],
    }
    return ctdl.payload(main, *components)


def _lists(world: World) -> Iterator[Json]:
    """Each agency's list of incremental credentials, and its list of credentials in demand."""
    for agency in world.agencies:
        here = [offer for offer in world.offers if offer.institution.state == agency.state]
        small = [offer.ctid for offer in here if offer.step.level in ("foundations", "apprentice", "advanced")]
        wanted = [o.ctid for o in here if o.field.key in ("nursing", "manufacturing", "cybersecurity", "welding")]
        yield _collection(agency.name, f"Incremental credentials of {agency.state}", "Quality", small)
        yield _collection(agency.name, f"In-demand credentials of {agency.state}", "InDemand", wanted)


def _collection(owner: str, name: str, category: str, members: list[str]) -> Json:
    known = ctid(owner, name)
    return ctdl.payload(
        {
            "@id": ctdl.resource(known),
            "@type": "ceterms:Collection",
            "ceterms:ctid": known,
            "ceterms:name": english(name),
            "ceterms:description": english("Kept by the state and reviewed every year."),
            "ceterms:collectionType": [ctdl.alignment("collectionCategory", category, category)],
            "ceterms:ownedBy": [ctdl.resource(ctid(owner, "organization"))],
            "ceterms:hasMember": [ctdl.resource(member) for member in members],
        }
    )
