"""Pathways, their components, and transfer values: how learning leads on."""

from __future__ import annotations

from typing import Any

from credloom.model.parts import ComponentCondition, Ref
from credloom.model.record import Node
from credloom.model.things import Pathway, PathwayComponent, TransferValue
from credloom.normalise import parts


def transfer_value(node: Node, common: dict[str, Any]) -> TransferValue:
    """A CTDL TransferValueProfile."""
    return TransferValue(
        **common,
        value=parts.credit(node, "ceterms:transferValue"),
        from_=parts.references(node, "ceterms:transferValueFrom", ""),
        for_=parts.references(node, "ceterms:transferValueFor", ""),
        owner=_first(node, "Organization", "ceterms:ownedBy"),
        starts=parts.plain(node, "ceterms:startDate"),
        ends=parts.plain(node, "ceterms:endDate"),
    )


def pathway(node: Node, common: dict[str, Any]) -> Pathway:
    """A CTDL Pathway."""
    return Pathway(
        **common,
        owner=_first(node, "Organization", "ceterms:ownedBy", "ceterms:offeredBy"),
        occupations=parts.concepts(node, "ceterms:occupationType", "SOC"),
        destination=_first(node, "PathwayComponent", "ceterms:hasDestinationComponent"),
    )


def component(node: Node, common: dict[str, Any]) -> PathwayComponent:
    """A CTDL PathwayComponent, whatever its subclass."""
    return PathwayComponent(
        **common,
        pathway=_first(node, "Pathway", "ceterms:isPartOf", "ceterms:isDestinationComponentOf"),
        proxy_for=_first(node, "", "ceterms:proxyFor", "ceterms:sourceData"),
        credit=parts.credit(node, "ceterms:creditValue", "ceterms:pointValue"),
        preceded_by=parts.references(node, "ceterms:precededBy", "PathwayComponent"),
        children=parts.references(node, "ceasn:hasChild", "PathwayComponent"),
        conditions=tuple(_condition(item) for item in parts.objects(node, "ceterms:hasCondition")),
    )


def _condition(item: Node) -> ComponentCondition:
    wanted = parts.number(item, "ceterms:requiredNumber")
    operators = parts.concepts(item, "ceterms:logicalOperator", "LogicalOperatorCategory")
    return ComponentCondition(
        name=parts.plain(item, "ceterms:name"),
        description=parts.plain(item, "ceterms:description"),
        required_number=None if wanted is None else int(wanted),
        operator=operators[0].code if operators else None,
        targets=tuple(ref.key for ref in parts.references(item, "ceterms:targetComponent", "PathwayComponent")),
    )


def _first(node: Node, kind: str, *names: str) -> Ref | None:
    """The first reference of the first property that has one."""
    return next((ref for name in names for ref in parts.references(node, name, kind)), None)
