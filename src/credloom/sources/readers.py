"""The closed lists of a manifest: readers of protocols (`[fetch] reader`) and readers of values (`as`)."""

from __future__ import annotations

import msgspec

TABLE_READERS: dict[str, str] = {
    "csv": "Text with separators: any of `,` `;` tab `|`, any encoding, a header line.",
    "tsv": "Tab-separated text.",
    "json": "One JSON document; `each` says where the list of rows lies.",
    "jsonl": "One JSON object a line.",
    "xlsx": "A workbook; `sheet` names the sheet, else the first.",
}
READERS: dict[str, str] = {
    **TABLE_READERS,
    "ctdl": "CTDL as JSON-LD, Turtle, N-Triples or RDF/XML: a file, or a folder of files.",
    "registry": "The Credential Registry's protocol, with the Assistant search where a key is set.",
    "jobs": "schema.org JobPosting: pages with a sitemap, JSON feeds, files; JDX documents.",
    "onet": "The O*NET database files, or O*NET Web Services with a key.",
}


class ValueReader(msgspec.Struct, frozen=True):
    """A reader of values: what it makes, its keys that name a column (or `{value = …}`), and its other keys."""

    makes: str
    cells: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs_field: bool = True


_CODE = ("label",)

VALUE_READERS: dict[str, ValueReader] = {
    "text": ValueReader("a text as it stands, white space tidied, e-mail and telephone numbers blotted out"),
    "html": ValueReader("the text of HTML, without its mark-up"),
    "iri": ValueReader("an absolute http or https address; `www.…` becomes https"),
    "ctid": ValueReader("a reference to a resource by its CTID, bare or at the end of an address"),
    "date": ValueReader("a day as ISO 8601, from ISO, US and written dates", options=("order",)),
    "datetime": ValueReader("a date and time as ISO 8601", options=("order",)),
    "number": ValueReader("a number, from `1,200.50`, `$40`, `85 %`"),
    "integer": ValueReader("a whole number"),
    "decimal": ValueReader("a decimal number as text, for money"),
    "boolean": ValueReader("true or false, from yes/no, y/n, 1/0, x"),
    "duration": ValueReader("a DurationProfile, from a number and a unit, `6-8 weeks` or ISO 8601", cells=("unit",)),
    "cost": ValueReader(
        "a CostProfile: an amount and its kind of cost",
        cells=("type", "description", "url"),
        options=("currency", "residency"),
    ),
    "credit": ValueReader("a ValueProfile: an amount of credit and its unit", cells=("unit", "level")),
    "language": ValueReader("a BCP 47 tag, from a tag or an English name"),
    "place": ValueReader(
        "a Place with a normalised region",
        cells=("name", "street", "city", "region", "postal", "country", "county", "latitude", "longitude"),
        needs_field=False,
    ),
    "jurisdiction": ValueReader("a JurisdictionProfile of one region or place by name"),
    "organization": ValueReader(
        "an organization known by its name: a record of its own", cells=("url", "description"), options=("type",)
    ),
    "identifier": ValueReader("an IdentifierValue", cells=("scheme",)),
    "soc": ValueReader("an occupation by its SOC 2018 code, with its title", cells=_CODE),
    "onet-soc": ValueReader("an occupation by its O*NET-SOC code, with its title", cells=_CODE),
    "cip": ValueReader("an instructional program by its CIP 2020 code, with its title", cells=_CODE),
    "naics": ValueReader("an industry by its NAICS code, with its title", cells=_CODE),
    "concept": ValueReader("an entry of a CTDL concept scheme, by its name, label or address", options=("scheme",)),
    "subject": ValueReader("an alignment object that only words name", cells=("code", "framework", "description")),
    "competency": ValueReader(
        "a competency known by its words: a record of its own",
        cells=("label", "code", "framework", "target"),
    ),
    "credential-type": ValueReader("a CTDL class of credentials, from a word such as Certificate or AAS degree"),
    "measure": ValueReader(
        "an outcome figure that may be withheld (AggregateDataProfile with an observation)",
        cells=("denominator", "period"),
        options=("metric", "unit", "withheld", "of", "label"),
    ),
    "object": ValueReader("a nested object of class `type`, with a `map` of its own", needs_field=False),
    "record": ValueReader("a reference to another record of the manifest (`record`)", needs_field=False),
}
