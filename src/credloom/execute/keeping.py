"""For how long an answer may be given again while the store stays as it is."""

from __future__ import annotations

from graphql import OperationType

from credloom.execute.run import Ran
from credloom.graph.context import Context

FOR_EVER = float("inf")


def fresh_for(operation: OperationType, ran: Ran, context: Context, epoch: int) -> float:
    """Seconds; 0 for what is only true of this one request: errors, mutations, how sources stand, an answer whose
    parts are of two epochs (it began at `epoch`), live sources that failed or that were to be asked anew."""
    whole = ran.executed and not ran.errors and operation is OperationType.QUERY
    if not whole or context.timely or context.snapshot.epoch != epoch:
        return 0.0
    return min((report.fresh_for for report in context.reports), default=FOR_EVER)
