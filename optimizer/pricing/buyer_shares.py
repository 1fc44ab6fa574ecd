"""Actions after an acquisition for stock, told in the buyer's shares as well."""

from collections import Counter
from collections.abc import Iterable

from isoplan.models.results.plan import Action
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.reorganization import new_shares


def with_buyer_shares(
    situation: Situation, actions: Iterable[Action]
) -> tuple[Action, ...]:
    """Return actions with the number of the buyer's shares that they are of.

    Counted by running totals of each lot, so that all sales of a lot together are no
    share short of it.

    Args:
        situation: Knows the acquisitions for stock.
        actions: By date.
    """
    if not situation.stock_acquisitions:
        return tuple(actions)
    market = {each.grant: each.market for each in situation.tranches}
    so_far: Counter[tuple[bool, str]] = Counter()
    found = []
    for action in actions:
        deal = situation.stock_acquisitions.get(market[action.grant])
        if deal is None or action.date < deal.on:
            found.append(action)
            continue
        key = action.kind == "exercise", action.lot or action.options
        before, so_far[key] = so_far[key], so_far[key] + action.shares
        shares = new_shares(so_far[key], deal.ratio) - new_shares(before, deal.ratio)
        update = {"buyer": deal.buyer, "buyer_shares": shares}
        found.append(action.model_copy(update=update))
    return tuple(found)
