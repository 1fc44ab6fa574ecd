"""Markets that are named: each there, and small business stock of one company alone."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem, listed, near_match, shown
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import SplitEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding
from isoplan.models.inputs.market import market_path
from isoplan.models.validation.readable_parts import OnMarket, ReadableParts


def market_problems(parts: ReadableParts) -> Iterator[Problem]:
    """Report markets that are named and not there, and stock of two issuers."""
    names = sorted(parts.markets)
    for path, each in parts.without_market:
        meant = near_match(str(each.market), names)
        known = f", name one of {listed(map(repr, names))}" * bool(names)
        yield Problem(
            f"{path}.market",
            shown(each.market),
            "which names none of the scenario's markets",
            f"did you mean {meant!r}?"
            if meant
            else f"add [{market_path(each.market)}] with its prices{known}, or leave "
            "it out for [market]",
            owner=_name(each),
        )
    yield from _second_issuer(parts)


def _second_issuer(parts: ReadableParts) -> Iterator[Problem]:
    """Report small business stock of a second company.

    Its cap is one for each issuer, and the law here knows one.

    Source: IRC 1202(b)(1).
    """
    stock = [
        (path, each)
        for path, each in parts.on_markets
        if isinstance(each, Grant | Holding) and each.small_business_stock
    ]
    for path, each in stock[1:]:
        if each.market != stock[0][1].market:
            yield Problem(
                f"{path}.small_business_stock",
                "true",
                "of another company than that of "
                f"{stock[0][0]}, on {market_path(stock[0][1].market)}: each issuer has "
                "a cap of its own (IRC 1202(b)(1)), and one is modeled",
                "set it to false for one of the two, and allow for the exclusion "
                "yourself",
                owner=_name(each),
            )


def _name(each: OnMarket) -> str:
    return "" if isinstance(each, Employment | SplitEvent) else each.name
