"""schema.org JobPosting → a canonical node of type `schema:JobPosting`, with its employer as an organization by name.

Kept are the posting's own properties; who to reach at the employer (contacts, recruiters, e-mail, telephone) is not.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

import msgspec

from credloom.errors import SourceBadData
from credloom.model import codes, vocabulary
from credloom.model.identity import ctid_of, key_of, local_key
from credloom.model.record import Document, Node, Record, Refusal
from credloom.model.text import NO_LANGUAGE
from credloom.normalise.implied import implied, normal_name
from credloom.normalise.mapping_codes import coded_alignment
from credloom.normalise.mapping_values import without_email
from credloom.normalise.mapping_words import shown
from credloom.normalise.posting_pay import pay_of
from credloom.normalise.posting_places import jurisdictions_of, places_of
from credloom.normalise.posting_texts import REQUIREMENTS, stated
from credloom.normalise.posting_values import (
    Json,
    first,
    language_map,
    many,
    number,
    objects,
    plain,
    put,
    raw_texts,
    texts,
    types,
    web_address,
)
from credloom.normalise.privacy import REMOVED
from credloom.normalise.records import record_from_node
from credloom.normalise.values import RESOURCES
from credloom.normalise.values import language as tag_of
from credloom.sources.dates import day, moment
from credloom.sources.manifest import Source

Made = tuple[list[Record], list[Refusal]]
Problem = tuple[str, str]
"""(term, reason) of a value that was left out."""

_PLAIN = (
    ("schema:employmentType", "employmentType"),
    ("schema:jobLocationType", "jobLocationType"),
    ("schema:jobBenefits", "jobBenefits"),
    ("schema:incentiveCompensation", "incentiveCompensation"),
)


def records_of(source: Source, document: Document) -> Made:
    """The posting and its employer as records. Raises `SourceBadData` for what is no posting."""
    if not isinstance(document.data, dict):
        raise SourceBadData(f"{document.ref}: expected a JobPosting, found {type(document.data).__name__}.")
    return records_of_posting(source, document, plain(document.data))


def records_of_posting(source: Source, document: Document, posting: Json, extra: Node | None = None) -> Made:
    """The records of a posting in bare terms; `extra` are further properties of its node."""
    problems: list[Problem] = []
    node = node_of(posting, source.manifest.source.language, problems, page=document.url)
    refusals = [
        Refusal(source=source.key, place=document.ref, reason=reason, field=term, ref=document.ref)
        for term, reason in problems
    ]
    if "ceterms:name" not in node:
        reason = "The posting has no title and was left out."
        return [], [*refusals, Refusal(source=source.key, place=document.ref, reason=reason, ref=document.ref)]
    node |= extra or {}
    key = _key(source.key, posting, document)
    node = {"@id": RESOURCES + key if key.startswith("ce-") else key, **node}
    changed = moment(first(posting.get("dateModified")) or "-")
    dated = msgspec.structs.replace(document, modified_at=document.modified_at or changed)
    mentioned = {n: record_from_node(source, document, inner, key=n) for n, inner in implied(source.key, node)}
    return [record_from_node(source, dated, node, key=key), *mentioned.values()], refusals


def node_of(posting: Json, language: str | None, problems: list[Problem], page: str | None = None) -> Node:
    """The canonical node, without `@id`, of a posting in bare terms (see `posting_values.plain`).

    `language` is the tag of texts that name none, `page` the address that the posting was read from.
    """
    tag = _language(posting, language)
    node: Node = {"@type": vocabulary.JOB_POSTING}
    put(node, "ceterms:name", language_map(posting.get("title") or posting.get("name"), tag))
    put(node, "ceterms:description", language_map(_description(posting), tag))
    put(node, "ceterms:alternateName", language_map(posting.get("alternateName"), tag))
    put(node, "ceterms:keyword", language_map(posting.get("keywords"), tag))
    put(node, "ceterms:subjectWebpage", _pages(posting, page))
    put(node, "ceterms:offeredBy", _employers(posting.get("hiringOrganization")))
    put(node, "ceterms:availableAt", places_of(posting))
    put(node, "ceterms:jurisdiction", jurisdictions_of(posting))
    put(node, "ceterms:occupationType", _occupations(posting))
    put(node, "ceterms:identifier", _identifiers(posting))
    put(node, "schema:baseSalary", pay_of(posting))
    _industries(node, posting)
    _dates(node, posting, problems)
    for term, name in _PLAIN:
        put(node, term, texts(posting.get(name)))
    openings = number(next(iter(many(posting.get("totalJobOpenings"))), None))
    put(node, "schema:totalJobOpenings", [int(openings)] if openings else None)
    for term in REQUIREMENTS:
        put(node, term, stated(posting, term))
    return node


def _language(posting: Json, language: str | None) -> str:
    given = first(posting.get("inLanguage"), "alternateName", "name")
    return tag_of(given) if given and len(given) <= 11 and " " not in given else language or NO_LANGUAGE


def _description(posting: Json) -> Any:
    return posting.get("description") or posting.get("jobDescription") or posting.get("responsibilities")


def _key(source: str, posting: Json, document: Document) -> str:
    """A CTID, the posting's own `@id`, its identifier at its employer, else where it was found."""
    for name in ("ctid", "@id"):
        text = str(posting.get(name, ""))
        if found := ctid_of(text):
            return found
        if name == "@id" and text.startswith(("http://", "https://")):
            return key_of(text)
    for item in (*many(posting.get("identifier")), posting.get("id")):
        value = first(item, "value") if isinstance(item, dict) else first(item)
        if value and REMOVED not in value:
            scope = first(item, "name", "propertyID") if isinstance(item, dict) else ""
            scope = scope or next(
                (first(node["ceterms:name"]) for node in _employers(posting.get("hiringOrganization"))), ""
            )
            return local_key(source, "posting", f"{normal_name(scope)}|{value}" if scope else value)
    return local_key(source, "posting", document.ref)


def _pages(posting: Json, page: str | None) -> list[str]:
    found = web_address(posting.get("url")) or page or web_address(posting.get("sameAs"))
    return [found] if found else []


def _employers(value: Any) -> list[Node]:
    """Organizations by name; a person who hires is not kept."""
    made: list[Node] = []
    for item in many(value):
        if isinstance(item, dict) and "Person" in types(item):
            continue
        name = first(item, "name", "legalName", "organizationName")
        if not normal_name(name) or REMOVED in name or name.startswith(("http://", "https://")):
            continue
        node: Node = {"@type": "ceterms:Organization", "ceterms:name": {NO_LANGUAGE: [name]}}
        if isinstance(item, dict):
            link = web_address(item.get("sameAs")) or web_address(item.get("url"))
            put(node, "ceterms:subjectWebpage", [link] if link else None)
        made.append(node)
    return made


def _occupations(posting: Json) -> list[Node]:
    """Occupations by SOC or O*NET-SOC code where one is given, else by their words."""
    made: list[Node] = []
    values = [*many(posting.get("occupationalCategory")), *many(posting.get("occupationCategory"))]
    for item in objects(posting.get("relevantOccupation")):
        named = {"name": item.get("name")} if item.get("name") else None
        values.extend(many(item.get("occupationalCategory")) or many(named))
    values.extend(text for text in many(posting.get("relevantOccupation")) if isinstance(text, str))
    for item in values:
        found = _occupation(item)
        if found is not None and found not in made:
            made.append(found)
    return made


def _occupation(item: Any) -> Node | None:
    code = first(item, "codeValue", "termCode", "name")
    name = first(item, "name", "description") if isinstance(item, dict) else ""
    if found := codes.onet_code(code):
        return coded_alignment(codes.ONET, found, name.strip() or _behind(code, found))
    if found := codes.soc_code(code):
        return coded_alignment(codes.SOC, found, name.strip() or _behind(code, found))
    words = name or code
    if not words or len(words) > 200:
        return None
    return {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {NO_LANGUAGE: [words]}}


def _behind(text: str, code: str) -> str:
    """What is written beside a code: `15-1132.00 Software Developers`."""
    return text.replace(code, "").strip(" -\u2013:,()")


def _identifiers(posting: Json) -> list[Node]:
    made = []
    for item in many(posting.get("identifier")):
        value = first(item, "value") if isinstance(item, dict) else first(item)
        if value and REMOVED not in value:
            node: Node = {"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": [without_email(value)]}
            name = first(item, "name", "propertyID") if isinstance(item, dict) else ""
            put(node, "ceterms:identifierTypeName", {NO_LANGUAGE: [name]} if name else None)
            made.append(node)
    return made


def _industries(node: Node, posting: Json) -> None:
    coded, words = [], []
    for _, text in (
        *raw_texts(posting.get("industry"), "codeValue", "termCode", "name"),
        *raw_texts(posting.get("industryCode")),
    ):
        stripped = text.strip()
        if stripped.replace("-", "").isdigit() and (code := codes.naics_code(stripped)):
            coded.append(coded_alignment(codes.NAICS, code, ""))
        elif cleaned := first(stripped):
            words.append(cleaned)
    put(node, "ceterms:industryType", coded)
    put(node, "schema:industry", list(dict.fromkeys(words)))


def _dates(node: Node, posting: Json, problems: list[Problem]) -> None:
    for term, names in (
        ("schema:datePosted", ("datePosted", "postingStartDate")),
        ("schema:validThrough", ("validThrough", "dateExpires", "applicationCloseDate", "postingEndDate")),
    ):
        text = next((found for name in names if (found := first(posting.get(name)))), "")
        if not text:
            continue
        moment_or_day = _date(text)
        if moment_or_day is None:
            problems.append((term, f"{shown(text)} is no date."))
        else:
            node[term] = [moment_or_day]


def _date(text: str) -> str | None:
    """A day where only that is given, else the moment in UTC."""
    if ":" not in text:
        return day(text)
    found = moment(text)
    return found.astimezone(UTC).isoformat().replace("+00:00", "Z") if found else day(text)
