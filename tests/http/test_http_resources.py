"""Records as linked data: four formats of one graph."""

from __future__ import annotations

import httpx
import pytest
from tests.http.gateway import CTID, RECORD
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

pytestmark = pytest.mark.asyncio
TERMS = "https://purl.org/ctdl/terms/"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/ld+json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
async def test_the_format_is_negotiated(client: httpx.AsyncClient, accept: str, media: str) -> None:
    response = await client.get(f"/resources/{CTID.upper()}", headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert response.headers["vary"] == "accept"
    assert 'rel="alternate"; type="text/turtle"' in response.headers["link"]


async def test_the_format_can_be_named(client: httpx.AsyncClient) -> None:
    named = await client.get(f"/resources/{CTID}?format=turtle", headers={"accept": "text/html"})
    assert named.headers["content-type"].startswith("text/turtle")
    wrong = await client.get(f"/resources/{CTID}?format=turtel")
    assert wrong.status_code == 400
    assert "Did you mean 'turtle'?" in wrong.json()["errors"][0]["message"]
    assert (await client.get(f"/resources/{CTID}", headers={"accept": "image/png"})).status_code == 406


async def test_turtle_and_ntriples_are_one_graph(client: httpx.AsyncClient) -> None:
    turtle = Graph().parse(data=(await client.get(f"/resources/{CTID}?format=turtle")).text, format="turtle")
    triples = Graph().parse(data=(await client.get(f"/resources/{CTID}?format=ntriples")).text, format="nt")
    assert isomorphic(turtle, triples)
    subject = URIRef(RECORD["@id"])
    assert set(turtle.objects(subject, URIRef(TERMS + "name"))) == {
        Literal("Welding <b>Basics</b>", lang="en-US"),
        Literal("Soldadura", lang="es"),
        Literal("WB"),
    }
    status = URIRef("https://purl.org/ctdl/vocabs/credentialStat/Active")
    assert turtle.value(subject, URIRef(TERMS + "credentialStatusType")) == status
    effective = turtle.value(subject, URIRef(TERMS + "dateEffective"))
    assert effective == Literal("2026-08-01", datatype=URIRef("http://www.w3.org/2001/XMLSchema#date"))
    cost = turtle.value(subject, URIRef(TERMS + "estimatedCost"))
    assert str(turtle.value(cost, URIRef(TERMS + "price"))) == "120.5"
    assert turtle.value(subject, URIRef(TERMS + "image")) == Literal("not an <address>")


async def test_the_page_shows_and_escapes(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/resources/{CTID}?format=html")).text
    assert "<h1>Welding &lt;b&gt;Basics&lt;/b&gt;</h1>" in page
    assert '<a href="https://college.example/welding" rel="nofollow noopener">' in page
    assert '<span lang="es">Soldadura</span>' in page
    assert "not an &lt;address&gt;" in page
    assert "<b>Basics" not in page


async def test_what_no_source_holds_is_404(client: httpx.AsyncClient) -> None:
    for path in ("ce-00000000-0000-4000-8000-00000000ffff", "no id at all"):
        response = await client.get(f"/resources/{path}")
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
