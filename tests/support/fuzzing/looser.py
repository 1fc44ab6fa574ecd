"""The same file with a limit less: each returns None where there is none."""

from collections.abc import Callable
from copy import deepcopy

from fuzzing.facts import Fields


def without_blackouts(fields: Fields) -> Fields | None:
    """Without its blackouts a file has at least the plans that it has with them."""
    return _without(fields, "market", "blackouts")


def without_caps(fields: Fields) -> Fields | None:
    """Without the most shares of windows and offers."""
    freer = deepcopy(fields)
    for name in ("trading_windows", "tender_offers"):
        for each in freer["market"].get(name, []):
            each.pop("most_shares", None)
            each.pop("most_of_vested", None)
    return freer if freer != fields else None


def without_cash(fields: Fields) -> Fields | None:
    """Without a limit of cash, and so without a loan."""
    freer = _without(fields, "household", "cash")
    if freer is not None:
        freer["household"].pop("loan", None)
    return freer


def without_preferences(fields: Fields) -> Fields | None:
    """Without any preference.

    Not compared under the least tax beside a limit on AMT: there alone the plan may
    exercise options under water, whose loss lowers a tax that is all that counts.
    """
    asked = fields.get("preferences")
    least_tax = fields["plan"].get("objective") == "least_tax"
    if not asked or (least_tax and asked.keys() & {"no_amt", "most_amt"}):
        return None
    return {key: fields[key] for key in fields if key != "preferences"}


def keeping_shares(fields: Fields) -> Fields | None:
    """Where shares may be kept instead of sold."""
    plan = fields["plan"]
    if plan.get("objective") == "least_tax" or plan.get("at_horizon") == "keep":
        return None
    return deepcopy(fields) | {"plan": {**plan, "at_horizon": "keep"}}


def _without(fields: Fields, section: str, name: str) -> Fields | None:
    if name not in fields[section]:
        return None
    freer = deepcopy(fields)
    del freer[section][name]
    return freer


LOOSER: dict[str, Callable[[Fields], Fields | None]] = {
    each.__name__: each
    for each in (
        without_blackouts,
        without_caps,
        without_cash,
        without_preferences,
        keeping_shares,
    )
}
