"""Compiled execution of GraphQL queries for Strawberry and graphql-core, on its own: it knows nothing of Credloom.

An operation becomes a plan once. A run reads whole columns: one call of a batch function for each field and level,
attributes by `operator.attrgetter`, one look at the classes of a column instead of at every value, a dict for each
object at the end. What a plan does not cover raises `Unplanned` and is left to graphql-core. See docs/plans.md.

`plans` the way in: `Plans` · `compiling` operation → plan · `collect` which fields a selection asks for · `nodes` what
a plan is made of · `arguments` of fields · `reading`, `resolving` values of fields · `strawberry` what Strawberry says
of them · `regular`, `leaves`, `lists`, `objects` completing columns · `running` one run · `levels` objects of one
selection · `building` dicts from columns · `places`, `failures` paths and errors · `unplanned` what is not covered.
"""

from credloom.execute.plan.plans import Plans
from credloom.execute.plan.running import Call, Result, direct
from credloom.execute.plan.unplanned import Unplanned

__all__ = ["Call", "Plans", "Result", "Unplanned", "direct"]
