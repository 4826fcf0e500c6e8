"""Walking a procedure."""

from __future__ import annotations

from flowhelp.walkthrough.actions import Action
from flowhelp.walkthrough.engine import decide
from flowhelp.walkthrough.folding import evolve
from flowhelp.walkthrough.plan import Plan, plan_of
from flowhelp.walkthrough.walk import State, Walk

__all__ = ["Action", "Plan", "State", "Walk", "decide", "evolve", "plan_of"]
