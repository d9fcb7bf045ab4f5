"""The readers of values by name: the closed list of `sources.readers.VALUE_READERS`, as functions."""

from __future__ import annotations

from collections.abc import Callable

from credloom.normalise.mapping_codes import (
    make_coded,
    make_competency,
    make_concept,
    make_credential_type,
    make_subject,
)
from credloom.normalise.mapping_measures import measure
from credloom.normalise.mapping_profiles import (
    make_cost,
    make_credit,
    make_duration,
    make_identifier,
    make_jurisdiction,
    make_language,
    make_organization,
    make_place,
)
from credloom.normalise.mapping_values import (
    Make,
    make_boolean,
    make_ctid,
    make_date,
    make_datetime,
    make_decimal,
    make_html,
    make_integer,
    make_iri,
    make_number,
    make_text,
)
from credloom.sources.rules import Rule

MAKERS: dict[str, Callable[[Rule], Make]] = {
    "text": make_text,
    "html": make_html,
    "ctid": make_ctid,
    "iri": make_iri,
    "date": make_date,
    "datetime": make_datetime,
    "number": make_number,
    "integer": make_integer,
    "decimal": make_decimal,
    "boolean": make_boolean,
    "duration": make_duration,
    "cost": make_cost,
    "credit": make_credit,
    "language": make_language,
    "place": make_place,
    "jurisdiction": make_jurisdiction,
    "organization": make_organization,
    "identifier": make_identifier,
    "soc": make_coded,
    "onet-soc": make_coded,
    "cip": make_coded,
    "naics": make_coded,
    "concept": make_concept,
    "subject": make_subject,
    "competency": make_competency,
    "credential-type": make_credential_type,
    "measure": measure,
}
"""What is no reference and no nested object."""

OBJECT_READERS = frozenset({"place"})
"""Readers that take several columns and need no main one."""
