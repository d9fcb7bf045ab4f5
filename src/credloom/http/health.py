"""For machines that watch: is the process alive, can it answer, and its figures."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credloom import __version__
from credloom.http.metrics import CONTENT_TYPE, Metrics
from credloom.http.ports import Gateway

_NO_STORE = {"cache-control": "no-store"}


class Health:
    """`/health/live`, `/health/ready`, `/metrics`."""

    def __init__(self, gateway: Gateway, metrics: Metrics) -> None:
        self._gateway, self._metrics = gateway, metrics

    async def live(self, _: Request) -> Response:
        """The process answers at all."""
        return JSONResponse({"status": "ok", "version": __version__}, headers=_NO_STORE)

    async def ready(self, _: Request) -> Response:
        """The store is loaded. A source that is down does not make the gateway unready."""
        reason = self._gateway.not_ready()
        if reason is not None:
            return JSONResponse({"status": "unavailable", "reason": reason}, 503, headers=_NO_STORE)
        return JSONResponse({"status": "ok"}, headers=_NO_STORE)

    def metrics(self, _: Request) -> Response:
        """Prometheus' text format."""
        return Response(self._metrics.text(), headers={**_NO_STORE, "content-type": CONTENT_TYPE})
