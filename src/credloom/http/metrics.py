"""Figures for Prometheus: requests, durations, and how each source stands.

With several web processes, `PROMETHEUS_MULTIPROC_DIR` names the folder through which they share their counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from credloom import clock
from credloom.http.ports import Gateway

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application."""

    def __init__(self, gateway: Gateway) -> None:
        own = CollectorRegistry()
        labels = ("method", "path", "status")
        self._requests = Counter("credloom_http_requests", "Requests answered.", labels, registry=own)
        self._seconds = Histogram(
            "credloom_http_request_seconds", "Time to answer.", ("path",), buckets=BUCKETS, registry=own
        )
        self._operations = Counter(
            "credloom_operations", "Operations run, by a plan or, for a reason, by graphql-core.", ("by",), registry=own
        )
        self._shown = CollectorRegistry() if "PROMETHEUS_MULTIPROC_DIR" in os.environ else own
        if self._shown is not own:
            MultiProcessCollector(self._shown)  # type: ignore[no-untyped-call]  # has no types
        self._shown.register(_Sources(gateway))

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one request. `path` is the route's pattern, so that there are few of them."""
        known = method if method in ("GET", "POST", "HEAD", "OPTIONS") else "other"
        self._requests.labels(known, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def operation(self, by: str) -> None:
        """Count one operation: `plan`, or why graphql-core ran it."""
        self._operations.labels(by).inc()

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._shown)


class _Sources(Collector):
    """How the sources stand, read when it is asked."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def describe(self) -> Iterator[Metric]:
        """Nothing in advance: a registry asks this while the store is still closed."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Records, refusals, age and state of each source."""
        if self._gateway.not_ready() is not None:
            return
        records = GaugeMetricFamily("credloom_source_records", "Records held.", labels=["source"])
        refused = GaugeMetricFamily("credloom_source_refused", "Records and fields refused.", labels=["source"])
        age = GaugeMetricFamily("credloom_source_age_seconds", "Time since the last good refresh.", labels=["source"])
        states = GaugeMetricFamily("credloom_source_state", "1 for the state it is in.", labels=["source", "state"])
        for key, status in self._gateway.statuses().items():
            records.add_metric([key], status.records)
            refused.add_metric([key], status.refused)
            if status.last_refreshed_at is not None:
                age.add_metric([key], (clock.now() - status.last_refreshed_at).total_seconds())
        for key, report in self._gateway.states().items():
            states.add_metric([key, report.state], 1)
        yield from (records, refused, age, states)
