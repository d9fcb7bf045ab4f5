"""Filters as queries of the index. What only links can tell is looked up in the database of the same epoch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import tantivy

from credloom.model.identity import key_of
from credloom.model.links import COMPETENCY_RELATIONS, CONDITIONS
from credloom.store.facts import SCHEMES, code_terms, exact_terms
from credloom.store.fields import FILTERS, GROUPS, ranges_of_kind
from credloom.store.pins import Pin
from credloom.store.ports import Filter, Near, Range
from credloom.store.read_things import all_keys, rows
from credloom.store.search_words import Words, query_of

NAMED = 1000
"""How many organizations a filter by name may mean."""
SEVERAL = 16
"""So many alternatives are looked up while going through what else has to hold; of more, all things are found first."""
TEXTS = 300
"""How many competencies a filter by words may mean."""
EARTH_MILES = 3958.8
MILES_PER_DEGREE = 69.0

_KEYS = frozenset({"provider", "competency", "framework", "parent", "employer", "owner", "pathway", "leads_to"})
_RAW = frozenset({"source"})

_MEMBERS = """
SELECT DISTINCT m.entity FROM json_each(?1) c JOIN name cn ON cn.key = c.value
JOIN link l ON l.subject = cn.entity AND l.relation = (SELECT id FROM relation WHERE name = 'hasMember')
JOIN name m ON m.id = l.object WHERE m.entity IS NOT NULL
UNION SELECT l.subject FROM json_each(?1) c JOIN name cn ON cn.key = c.value JOIN name o ON o.entity = cn.entity
JOIN link l ON l.object = o.id AND l.relation = (SELECT id FROM relation WHERE name = 'isMemberOf')
"""
_REQUIRING = """
SELECT DISTINCT r.subject FROM json_each(?1) c JOIN name cn ON cn.key = c.value
JOIN link t ON t.object = cn.id
  AND t.relation IN (SELECT id FROM relation WHERE name IN (SELECT value FROM json_each(?2)))
JOIN name tn ON tn.entity = t.subject
JOIN link r ON r.object = tn.id
  AND r.relation IN (SELECT id FROM relation WHERE name IN (SELECT value FROM json_each(?3)))
"""


class Filters:
    """Makes queries of filters for one pinned epoch and its index."""

    def __init__(self, pin: Pin, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._pin, self._schema, self._searcher = pin, schema, searcher
        self._special: Mapping[str, Callable[[Sequence[str]], tantivy.Query]] = {
            "agent": self._agent,
            "agent_name": self._agent_name,
            "employer_name": self._employer_name,
            "competency": self._competency,
            "competency_text": self._competency_text,
            "collection": self._collection,
            "collection_category": self._collection_category,
            "exact_name": lambda values: self.terms(exact_terms(values)),
            "type": lambda values: self.terms(f"type={value.rpartition(':')[2].lower()}" for value in values),
        }

    def all_of(self, kind: str, filters: Iterable[Filter], without: str | None = None) -> list[tantivy.Query]:
        """Queries that all have to hold; those of the facet group `without` are left out."""
        made = [self.terms([f"kind={kind}"])]
        for one in filters:
            if one.field not in FILTERS.get(kind, frozenset()):
                raise ValueError(f"{kind} has no filter {one.field!r}: see store.fields.FILTERS")
            if without is None or GROUPS.get(one.field, one.field) != without:
                made.append(self._one(one))
        return made

    def _one(self, one: Filter) -> tantivy.Query:
        if one.field in self._special:
            return self._special[one.field](one.values)
        if one.field in _KEYS:
            keys = all_keys(self._pin, one.values)
            return self.terms(f"{one.field}={key}" for many in keys.values() for key in many)
        if GROUPS.get(one.field, one.field) in SCHEMES:
            return self.terms(term for value in one.values for term in code_terms(one.field, value))
        if one.field in _RAW:
            return self.terms(f"{one.field}={value}" for value in one.values)
        return self.terms(f"{one.field}={value.strip().lower()}" for value in one.values)

    def terms(self, terms: Iterable[str]) -> tantivy.Query:
        """Things that have one of some terms; none where there are none."""
        values = list(dict.fromkeys(terms))
        if not 0 < len(values) <= SEVERAL:
            query = tantivy.Query.term_set_query(self._schema, "terms", values)
        else:
            made = [tantivy.Query.term_query(self._schema, "terms", value, "basic") for value in values]
            query = made[0] if len(made) == 1 else any_of(made)
        return tantivy.Query.const_score_query(query, 0.0)

    def numbers(self, numbers: Iterable[int]) -> tantivy.Query:
        """Things by the numbers of their entities."""
        found = tantivy.Query.term_set_query(self._schema, "id", list(dict.fromkeys(numbers)))
        return tantivy.Query.const_score_query(found, 0.0)

    def ranges(self, kind: str, ranges: Mapping[str, Range]) -> list[tantivy.Query]:
        """Queries of closed bounds."""
        made = []
        for field, bounds in ranges.items():
            if field not in ranges_of_kind(kind):
                raise ValueError(f"{kind} has no range {field!r}: see store.fields.RANGES")
            low = -math.inf if bounds.low is None else float(bounds.low)
            high = math.inf if bounds.high is None else float(bounds.high)
            query = tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Float, low, high)
            made.append(tantivy.Query.const_score_query(query, 0.0))
        return made

    def near(self, near: Near) -> tuple[tantivy.Query, dict[int, float]]:
        """What is within some miles, and how far each of it is."""
        distances = within(self._pin, near)
        query = self.numbers(distances)
        if near.or_online:
            query = any_of([query, self.terms(["online=true"])])
        return query, distances

    def _agent(self, values: Sequence[str]) -> tantivy.Query:
        pairs = [(role, key_of(key)) for role, _, key in (value.partition(":") for value in values)]
        keys = all_keys(self._pin, [key for _, key in pairs])
        return self.terms(f"agent={role}:{one}" for role, key in pairs for one in keys[key])

    def _agent_name(self, values: Sequence[str]) -> tantivy.Query:
        terms: list[str] = []
        for role, _, name in (value.partition(":") for value in values):
            terms += [f"agent={role}:{key}" for key in self._named("Organization", name, NAMED)]
        return self.terms(terms)

    def _employer_name(self, values: Sequence[str]) -> tantivy.Query:
        return self.terms(f"employer={key}" for name in values for key in self._named("Organization", name, NAMED))

    def _competency_text(self, values: Sequence[str]) -> tantivy.Query:
        return self._competency([key for text in values for key in self._named("Competency", text, TEXTS)])

    def _named(self, kind: str, text: str, limit: int) -> list[str]:
        """Keys of the things of a kind whose words hold all of a text's, the best ones."""
        words = Words(text)
        if not words:
            return []
        parts = [*self.all_of(kind, ()), query_of(words, "all", self._schema, self._searcher)]
        hits = self._searcher.search(all_of(parts), limit, count=False).hits
        numbers = self._searcher.fast_field_values("id", [address for _, address in hits])
        statement = "SELECT key FROM name WHERE entity IN (SELECT value FROM json_each(?))"
        return [key for (key,) in rows(self._pin, statement, numbers)]

    def _competency(self, values: Sequence[str]) -> tantivy.Query:
        keys = [key for many in all_keys(self._pin, values).values() for key in many]
        direct = self.terms(f"competency={key}" for key in keys)
        relations = names_list(COMPETENCY_RELATIONS), names_list(tuple(CONDITIONS))
        through = [number for (number,) in rows(self._pin, _REQUIRING, keys, *relations)]
        return any_of([direct, self.numbers(through)]) if through else direct

    def _collection(self, values: Sequence[str]) -> tantivy.Query:
        return self.numbers(number for (number,) in rows(self._pin, _MEMBERS, values))

    def _collection_category(self, values: Sequence[str]) -> tantivy.Query:
        parts = [*self.all_of("Collection", ()), self.terms(f"category={value.lower()}" for value in values)]
        hits = self._searcher.search(all_of(parts), NAMED, count=False).hits
        numbers = self._searcher.fast_field_values("id", [address for _, address in hits])
        statement = "SELECT key FROM entity WHERE id IN (SELECT value FROM json_each(?))"
        return self._collection([key for (key,) in rows(self._pin, statement, numbers)])


def names_list(values: Sequence[str]) -> str:
    """A list of plain words as a parameter."""
    return "[" + ",".join(f'"{value}"' for value in values) + "]"


def all_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """What every query finds."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """What some query finds."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def within(pin: Pin, near: Near) -> dict[int, float]:
    """Entities within some miles of a point, with the miles of their nearest place."""
    tall = near.miles / MILES_PER_DEGREE
    wide = near.miles / (MILES_PER_DEGREE * max(math.cos(math.radians(near.latitude)), 0.01))
    found: dict[int, float] = {}
    for entity, latitude, longitude in pin.db.execute(
        "SELECT entity, latitude, longitude FROM point WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?",
        (near.latitude - tall, near.latitude + tall, near.longitude - wide, near.longitude + wide),
    ):
        miles = _miles(near, latitude, longitude)
        if miles <= near.miles and miles < found.get(entity, math.inf):
            found[entity] = miles
    return found


def _miles(near: Near, latitude: float, longitude: float) -> float:
    """Distance on the great circle (haversine)."""
    lat1, lat2 = math.radians(near.latitude), math.radians(latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(longitude - near.longitude) / 2) ** 2
    return 2 * EARTH_MILES * math.asin(min(1.0, math.sqrt(half)))
