"""The application: the whole pipeline in one expression, in the order in which a request meets it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from credloom.errors import CredloomError
from credloom.http import answers, pages
from credloom.http.again import Again
from credloom.http.graphql import GraphQL
from credloom.http.health import Health
from credloom.http.limits import BodyLimit, Deadline, HeadLimit, Shed
from credloom.http.metrics import Metrics
from credloom.http.observe import Observe, RequestId, SafeHeaders, Slashes
from credloom.http.origins import cross_origin
from credloom.http.ports import Gateway
from credloom.http.resources import Resources
from credloom.http.responses import Responses
from credloom.settings import Settings


def build(settings: Settings, gateway: Gateway) -> Starlette:
    """The ASGI application over a gateway, which it starts and stops."""
    metrics = Metrics(gateway)
    gateway.engine.counted_by(metrics.operation)
    health = Health(gateway, metrics)
    responses = Responses(settings.response_cache_bytes, gateway.epoch, seconds=settings.response_cache_seconds)
    max_age = settings.response_max_age
    graphql = Route("/graphql", GraphQL(gateway, responses, max_age).answer, methods=["GET", "POST"])
    resources = Resources(gateway, settings.public_url, query_page=not settings.production)

    async def schema(_: Request) -> Response:
        return PlainTextResponse(gateway.sdl, media_type="application/graphql; charset=utf-8")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await gateway.start()
        try:
            yield
        finally:
            await gateway.stop()

    app = Starlette(
        lifespan=lifespan,
        middleware=[
            Middleware(RequestId),  # first: everything below logs and answers with it
            Middleware(SafeHeaders),
            *cross_origin(settings.allowed_origins),
            Middleware(Slashes),  # before anything looks at the path
            Middleware(Observe, metrics),  # counts what the limits refuse, too
            Middleware(HeadLimit),
            Middleware(Deadline, settings.deadline_ms / 1000),  # covers the reading of the body
            Middleware(BodyLimit, settings.max_body_bytes),
            Middleware(Shed, settings.max_concurrent_requests),  # counts what is worked on, not who sends slowly
            Middleware(Again, responses, max_age, graphql),  # last: what is kept passes all limits, too
        ],
        routes=[
            graphql,
            Route("/resources/{ctid}", resources.answer, methods=["GET"]),
            Route("/schema.graphql", schema),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            Route("/metrics", health.metrics),
            *pages.routes(query_page=not settings.production),
        ],
        exception_handlers={
            404: answers.not_found,
            405: answers.wrong_method,
            CredloomError: answers.of_error,
            Exception: answers.unexpected,
        },
    )
    app.router.redirect_slashes = False
    return app
