"""Records as linked data: four formats of one graph."""

from __future__ import annotations

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from credloom.http.app import build
from credloom.model.identity import global_id
from credloom.settings import Settings
from tests.http.gateway import CTID, RECORD, Gateway

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
    assert '<h1 lang="en-US">Welding &lt;b&gt;Basics&lt;/b&gt;</h1>' in page
    assert '<a href="https://college.example/welding" rel="nofollow noopener">college.example/welding</a>' in page
    assert '<span lang="es">Soldadura</span> <span class="tag" title="Language">es</span>' in page
    assert "not an &lt;address&gt;" in page
    assert "<b>" not in page


async def test_the_page_says_it_in_words(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/resources/{CTID}?format=html")).text
    for words in ("Credential status", "Active", "1,800 hours", "Subject webpage", "USD 120.5"):
        assert words in page
    assert '<span class="beside">SOC 51-4121</span>' in page
    assert "Welders, Cutters, Solderers, and Brazers" in page


async def test_the_page_links_to_records_that_can_be_shown(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/resources/{CTID}?format=html")).text
    provider = '<a href="/resources/ce-00000000-0000-4000-8000-000000000002">College of &lt;b&gt;Fire&lt;/b&gt;</a>'
    assert page.count(provider) == 2
    assert f'<a href="/resources/{global_id("https://frameworks.example/skills/7")}">Weld a seam</a>' in page
    assert f'<a class="button" href="/resources/{CTID}?format=turtle">Turtle</a>' in page


async def test_the_page_says_where_it_comes_from(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/resources/{CTID}?format=html")).text
    assert "<strong>O*NET &lt;i&gt;occupations&lt;/i&gt;</strong>" in page
    assert "UTC</time>, 2 days ago" in page
    assert f'<a href="https://registry.example/graph/{CTID}" rel="nofollow noopener">the original</a>' in page
    assert '<span class="tag">inferred</span>' in page
    assert "javascript:" not in page


async def test_links_to_other_forms_ignore_the_host_that_was_asked_for(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/resources/{CTID.upper()}", headers={"host": "evil.example"})
    assert "evil.example" not in response.text + response.headers["link"]
    assert response.headers["link"].startswith(f"</resources/{CTID}?format=jsonld>")
    assert response.headers["cache-control"] == "no-cache"


async def test_a_public_address_makes_links_absolute(gateway: Gateway) -> None:
    app = build(Settings(public_url="https://graph.example/loom/", production=True), gateway)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://gw") as client:
        response = await client.get(f"/resources/{CTID}?format=html")
    assert response.headers["link"].startswith(f"<https://graph.example/loom/resources/{CTID}?format=jsonld>")
    assert "Query it" not in response.text


async def test_who_asks_for_a_page_is_refused_with_a_page(client: httpx.AsyncClient) -> None:
    html = "text/html,application/xhtml+xml,*/*;q=0.8"
    for path in ("/<script>", "/resources/<script>"):
        response = await client.get(path, headers={"accept": html})
        assert response.status_code == 404
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1>There is nothing here</h1>" in response.text
        assert response.headers["x-request-id"] in response.text
        assert "<script>" not in response.text


async def test_what_no_source_holds_is_404(client: httpx.AsyncClient) -> None:
    for path in ("ce-00000000-0000-4000-8000-00000000ffff", "no id at all"):
        response = await client.get(f"/resources/{path}")
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
