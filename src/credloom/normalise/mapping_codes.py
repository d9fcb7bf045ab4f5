"""What names something by a code, a word or a sentence: alignment objects (CTDL CredentialAlignmentObject)."""

from __future__ import annotations

from credloom.model import codes
from credloom.model.record import Node
from credloom.normalise.implied import normal_name
from credloom.normalise.mapping_values import Make, address, cell_of, html_text, tidy, without_email, worded
from credloom.normalise.mapping_words import BadValue, concept_named, credential_class, shown
from credloom.normalise.privacy import blot
from credloom.sources.cells import Row, Scalar, text_of
from credloom.sources.rules import Rule

_FRAMEWORKS = {
    codes.SOC: "Standard Occupational Classification",
    codes.ONET: "O*NET-SOC",
    codes.CIP: "Classification of Instructional Programs",
    codes.NAICS: "North American Industry Classification System",
}
_CODED = {
    "soc": (codes.SOC, codes.soc_code),
    "onet-soc": (codes.ONET, codes.onet_code),
    "cip": (codes.CIP, codes.cip_code),
    "naics": (codes.NAICS, codes.naics_code),
}


def make_coded(rule: Rule) -> Make:
    scheme, parse = _CODED[rule.reader]
    label = cell_of(rule.cells.get("label"))

    def make(value: Scalar, row: Row) -> Node:
        code = parse(text_of(value)) if len(text_of(value)) < 500 else None
        if code is None:
            raise BadValue(f"{shown(value)} is no {scheme} code.")
        return coded_alignment(scheme, code, tidy(label(row)).rstrip("."))

    return make


def coded_alignment(scheme: str, code: str, own: str) -> Node:
    """The alignment object of a code with its published title; else, and for O*NET-SOC always, with the own label."""
    name = codes.title(scheme, code)
    if own and (name is None or scheme == codes.ONET):
        name = own
    node: Node = {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": {"en-US": [_FRAMEWORKS[scheme]]},
        "ceterms:codedNotation": [code],
    }
    if name:
        node["ceterms:targetNodeName"] = {"en-US": [name]}
    return node


def make_concept(rule: Rule) -> Make:
    scheme = str(rule.options["scheme"])
    return lambda value, _row: concept_named(text_of(value), scheme)


def make_subject(rule: Rule) -> Make:
    readers = {name: cell_of(rule.cells.get(name)) for name in ("code", "framework", "description")}
    told = worded(rule)

    def make(value: Scalar, row: Row) -> Node | None:
        name = blot(tidy(text_of(value)))
        if not name:
            return None
        node: Node = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": told(name)}
        if code := readers["code"](row):
            node["ceterms:codedNotation"] = [without_email(code)]
        if framework := tidy(readers["framework"](row)):
            node["ceterms:frameworkName"] = told(framework)
        if words := blot(tidy(readers["description"](row))):
            node["ceterms:targetNodeDescription"] = told(words)
        return node

    return make


def make_competency(rule: Rule) -> Make:
    readers = {name: cell_of(rule.cells.get(name)) for name in ("label", "code", "framework", "target")}
    told = worded(rule)

    def make(value: Scalar, row: Row) -> Node | None:
        words = blot(tidy(html_text(text_of(value))))
        if not normal_name(words):
            return None
        node: Node = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeDescription": told(words)}
        node["ceterms:targetNodeName"] = told(blot(tidy(readers["label"](row))) or words)
        if code := readers["code"](row):
            node["ceterms:codedNotation"] = [without_email(code)]
        if framework := tidy(readers["framework"](row)):
            node["ceterms:frameworkName"] = told(framework)
        if target := readers["target"](row):
            node["ceterms:targetNode"] = [address(target)]
        return node

    return make


def make_credential_type(rule: Rule) -> Make:
    del rule

    def make(value: Scalar, _row: Row) -> str:
        found = credential_class(text_of(value))
        if found is None:
            raise BadValue(f"{shown(value)} is no kind of credential that is known.")
        return found

    return make
