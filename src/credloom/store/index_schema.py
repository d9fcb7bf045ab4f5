"""The search index's fields, how words are read, and the index document of a thing.

Words are searched in fields with weights: names above codes' titles above descriptions. `terms` holds every filter as
`field=value`; each facet has a column of its own; orders are numbers that are unique by the entity's number, so that a
cursor names one place for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import tantivy

from credloom.model.codes import CIP, ONET, SOC, occupations_for_program, title
from credloom.model.concept import Concept
from credloom.model.parts import Place
from credloom.model.regions import NAMES
from credloom.model.text import LangText, pick
from credloom.model.things import Competency, Job, Offering, Pathway, Thing
from credloom.model.totals import provider
from credloom.store.facts import competency_refs, facts_of
from credloom.store.fields import FACETS, Facts
from credloom.store.fold import spelled_marks
from credloom.store.order import LAST, change_order, name_order, value_order

WORDS, PLAIN = "credloom_words", "credloom_plain"
WEIGHTS = {"name": 5.0, "code": 2.0, "near": 1.5, "body": 1.0}
"""Text fields and what a word in them counts: names; titles of codes, keywords, subjects; providers and employers,
places, statements of its competencies; descriptions, and
what is learned in what it requires."""
FACET_FIELDS = tuple(sorted(set(chain.from_iterable(FACETS.values()))))
NUMBERS = ("total_cost", "hours", "modified", "posted")
ORDERS = ("cost_asc", "cost_desc", "duration_asc", "modified_desc", "posted_desc")
BODY_LENGTH = 8000
"""How many characters of descriptions are searched."""

Document = dict[str, list[str] | str | int | float]


def schema() -> tantivy.Schema:
    """The index's schema."""
    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("id", indexed=True, fast=True)
    made.add_unsigned_field("epoch", indexed=True, fast=True)
    for name in WEIGHTS:
        made.add_text_field(name, tokenizer_name=WORDS)
    made.add_text_field("words", tokenizer_name=PLAIN, index_option="basic")
    made.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    made.add_text_field("sort", tokenizer_name="raw", index_option="basic", fast=True)
    for name in FACET_FIELDS:
        made.add_text_field(f"f_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        made.add_float_field(name, fast=True)
    for name in ORDERS:
        made.add_unsigned_field(f"o_{name}", fast=True)
    return made.build()


def words_analyzer() -> tantivy.TextAnalyzer:
    """How searched words are read: folded, lower case, English stems."""
    filters = tantivy.Filter
    made = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(filters.remove_long(60))
    return made.filter(filters.lowercase()).filter(filters.ascii_fold()).filter(filters.stemmer("english")).build()


def plain_analyzer() -> tantivy.TextAnalyzer:
    """Words as they are written, folded: for completions and typing errors."""
    filters = tantivy.Filter
    made = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(filters.remove_long(60))
    return made.filter(filters.lowercase()).filter(filters.ascii_fold()).build()


def register(index: tantivy.Index) -> None:
    """Teach an index that was opened how words are read."""
    index.register_tokenizer(WORDS, words_analyzer())
    index.register_tokenizer(PLAIN, plain_analyzer())


def document_of(
    thing: Thing,
    number: int,
    nearby: Iterable[Place] = (),
    *,
    statements: Iterable[str] = (),
    learned: Iterable[str] = (),
    competencies: bool = False,
    outcomes: bool = False,
) -> tuple[Document, Facts]:
    """The index document of an entity, and the facts that it was made from. `statements` are those of its own
    competencies that it does not word itself, `learned` those of what it requires; the others are `facts_of`'s."""
    facts = facts_of(thing, nearby, competencies=competencies, outcomes=outcomes)
    names = [text.value for text in thing.names]
    made: Document = {
        "id": number,
        "name": names,
        "words": names,
        "terms": facts.terms,
        "sort": name_order(pick(thing.names) or thing.key, number),
        "o_modified_desc": change_order(thing.modified, number),
    }
    _texts(made, thing, statements, learned)
    for value in facts.facets:
        field, _, bucket = value.partition("=")
        column = made.setdefault(f"f_{field}", [])
        if isinstance(column, list):
            column.append(bucket)
    for name in NUMBERS:
        if (number_ := getattr(facts, name)) is not None:
            made[name] = number_
    if isinstance(thing, Offering):
        cost = None if facts.total_cost is None else facts.total_cost * 100
        hours = None if facts.hours is None else facts.hours * 100
        made["o_cost_asc"] = value_order(cost, number, missing=LAST)
        made["o_cost_desc"] = value_order(cost, number, missing=0, above=1)
        made["o_duration_asc"] = value_order(hours, number, missing=LAST)
    elif isinstance(thing, Job):
        made["o_posted_desc"] = value_order(facts.posted, number, missing=0)
    return made, facts


def _texts(made: Document, thing: Thing, statements: Iterable[str], learned: Iterable[str]) -> None:
    body = [*(text.value[:BODY_LENGTH] for text in thing.descriptions), *learned]
    code: list[str] = [one.value for one in thing.identifiers]
    near = list(statements)
    if isinstance(thing, Offering):
        code += _values(thing.subjects, thing.keywords)
        code += _marked(thing.names, thing.subjects, thing.keywords)
        code += [*_titles(thing.occupations), *_titles(thing.industries), *_titles(thing.instructional_programs)]
        by = provider(thing.agents)
        near += [ref.name for ref in (*((by,) if by else ()), *competency_refs(thing)) if ref.name]
        near += _places(thing.places or [one.main for one in thing.jurisdictions if one.main is not None])
        near += [label for one in thing.types if (label := pick(one.labels))]
        for condition in thing.conditions:
            body += _values(condition.descriptions)
    elif isinstance(thing, Competency):
        body += _values(thing.texts)
        code += [thing.notation] if thing.notation else []
    elif isinstance(thing, Job):
        code += [*_titles(thing.occupations), *_titles(thing.industries)]
        near += [thing.employer.name] if thing.employer and thing.employer.name else []
        body += [one.text for one in thing.requirements]
    elif isinstance(thing, Pathway):
        code += _titles(thing.occupations)
    for field, texts in (("body", body), ("code", code), ("near", near)):
        if texts:
            made[field] = texts


def _places(places: Iterable[Place]) -> list[str]:
    """Cities, counties and regions by name."""
    found: dict[str, None] = {}
    for place in places:
        names = (place.city, place.county, NAMES.get(place.region or "", place.region))
        found.update(dict.fromkeys(name for name in names if name))
    return list(found)


def _values(*many: Iterable[LangText]) -> list[str]:
    return [text.value for texts in many for text in texts]


def _marked(*many: Iterable[LangText]) -> list[str]:
    """Names that a mark makes ("A+"), written out: the mark itself is no part of a word."""
    return [word for text in _values(*many) for word in spelled_marks(text)[1]]


def _titles(concepts: Iterable[Concept]) -> list[str]:
    """Titles of codes as synonyms: their own, the published one, and those of a program's occupations."""
    found: dict[str, None] = {}
    for one in concepts:
        found.update(dict.fromkeys(text.value for text in one.labels))
        if one.scheme in (SOC, ONET, CIP) and (published := title(one.scheme, one.code)):
            found[published] = None
        if one.scheme == CIP:
            found.update(
                dict.fromkeys(name for code in occupations_for_program(one.code) if (name := title(SOC, code)))
            )
    return list(found)
