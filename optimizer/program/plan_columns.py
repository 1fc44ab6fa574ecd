"""The columns of a plan: what may be done, less what no plan can need or may do."""

from collections.abc import Iterable

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, Losses
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.preferences.registry import expressed, permitted
from isoplan.optimizer.program.dominance import drop_dominated


def plan_columns(situation: Situation, also: Iterable[Choice] = ()) -> Columns:
    """Return the columns that a plan may need and that no preference forbids.

    Args:
        situation: What is to be planned.
        also: Choices of the user's own, on whatever day: the plan may do what they do.
    """
    preferences = expressed(situation.preferences)
    limits_tax = any(each.limits_tax for each in preferences)
    losses = Losses.SOLD if limits_tax else Losses.NONE
    possible = possible_columns(situation, also, losses=losses)
    return drop_dominated(permitted(possible))
