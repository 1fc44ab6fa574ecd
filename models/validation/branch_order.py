"""What a branch would undo of what has taken place before it begins."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from isoplan.models.base.problems import Problem, shown
from isoplan.models.branching.changes import ENDS
from isoplan.models.branching.outcomes import Uncertain, branched, without_branches
from isoplan.models.inputs.branches import Branch, BranchMarket
from isoplan.models.inputs.market import Market

S = TypeVar("S", bound=Uncertain)


def undone(scenario: Uncertain) -> Iterator[Problem]:
    """Report openings, ends and days of leaving that came before a branch.

    Args:
        scenario: Its branches make a tree, and each changes nothing before it begins.
    """
    known = {branch.name: branch for branch in scenario.branches}
    for number, branch in enumerate(scenario.branches):
        before = _before(scenario, branch, known)
        path = f"branches[{number}]"
        for of, market, change in (
            (f"{path}.market", before.market, branch.market),
            *(
                (f"{path}.markets.{name}", before.markets[name], change)
                for name, change in branch.markets.items()
            ),
        ):
            yield from _opened(market, of, change, branch)
            yield from _ended(market, of, change, branch)
        yield from _left(before, path, branch)


def _before(scenario: S, branch: Branch, known: dict[str, Branch]) -> S:
    """Return the scenario of the piece of future that a branch parts from."""
    if branch.after is None:
        return without_branches(scenario)
    parent = known[branch.after]
    return branched(_before(scenario, parent, known), parent)


def _opened(
    market: Market, path: str, change: BranchMarket, branch: Branch
) -> Iterator[Problem]:
    """Report a first day of sale on a market that was open before the branch."""
    for name in ("first_sale", "ipo"):
        if getattr(change, name) is not None and market.listed_on < branch.begins:
            yield Problem(
                f"{path}.{name}",
                "",
                f"is given, but the market has been open since {market.listed_on}"
                if market.listed_on > date.min
                else "is given, but the market of the file is open from the start",
                "remove it, or give [market] a first_sale after the branch begins",
                owner=branch.name,
            )


def _ended(
    market: Market, path: str, change: BranchMarket, branch: Branch
) -> Iterator[Problem]:
    """Report changes of a company that has ended before the branch.

    After an exchange of shares another end alone: the ordinary rules name the rest.
    """
    end = next((name for name in ENDS if getattr(market, name) is not None), None)
    if end is None:
        return
    how = getattr(market, end)
    day: date = how if isinstance(how, date) else how.on
    if day >= branch.begins:
        return
    for name in sorted(change.model_fields_set):
        goes_on = end == "acquisition_for_stock" and name not in ENDS
        if getattr(change, name) is not None and not goes_on:
            yield Problem(
                f"{path}.{name}",
                "",
                f"is given, but by {end} the company has ended on {day}, before the "
                f"branch begins on {branch.begins}",
                "remove it, or let the branch begin earlier",
                owner=branch.name,
            )


def _left(before: Uncertain, path: str, branch: Branch) -> Iterator[Problem]:
    """Report a day of leaving where employment has ended before the branch."""
    leaving = before.employment
    if branch.employment is None or leaving is None:
        return
    if leaving.leaves_on < branch.begins:
        yield Problem(
            f"{path}.employment.leaves_on",
            shown(branch.employment.leaves_on),
            f"but employment ends on {leaving.leaves_on}, before the branch begins",
            "remove it, or let the branches say when employment ends",
            owner=branch.name,
        )
