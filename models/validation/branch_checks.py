"""What is wrong with the branches of a scenario, and with the outcomes they make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import fsum
from typing import cast

from pydantic import BaseModel

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.branching.outcomes import Uncertain, outcomes_of
from isoplan.models.inputs.branches import Branch, BranchMarket
from isoplan.models.inputs.by_year import EVERY_YEAR
from isoplan.models.inputs.residence import ALWAYS
from isoplan.models.validation.branch_order import undone
from isoplan.models.validation.cross_field import cross_problems
from isoplan.models.validation.readable_parts import whole_parts

MOST_OUTCOMES = 64
"""Outcomes that are planned together at most."""
ROUNDING = 0.002
"""By which probabilities may miss one: three times 0.333 will do."""


def branch_problems(scenario: Uncertain) -> list[Problem]:
    """Return everything wrong with branches; of a scenario that is right without."""
    found = [*_together(scenario), *_steps(scenario), *_tree(scenario)]
    told = {problem.path for problem in found}
    for number, branch in enumerate(scenario.branches):
        if f"branches[{number}].from" not in told:
            found += _changes(scenario, number, branch)
    if found:
        return found
    found += undone(scenario)
    if found:
        return found
    outcomes = outcomes_of(scenario)
    if len(outcomes) > MOST_OUTCOMES:
        return [_too_many(scenario, len(outcomes))]
    for name in scenario.preferences.over_outcomes if len(outcomes) == 1 else ():
        found.append(
            Problem(
                f"preferences.{name}",
                "",
                "limits what the outcomes are worth, and this file has one path alone",
                "add [[branches]] or [uncertainty], or remove it",
            )
        )
    for outcome in outcomes if scenario.branches else ():
        found += _of_outcome(outcome.name, cast("BaseModel", outcome.scenario))
    return list(dict.fromkeys(found))


def _together(scenario: Uncertain) -> Iterator[Problem]:
    """Report sections that do not go together."""
    if scenario.branches and scenario.uncertainty is not None:
        yield Problem(
            "uncertainty",
            "",
            "stands beside branches, and the future parts by one of them",
            "remove [uncertainty], or all [[branches]]",
        )
    uncertain = scenario.branches or scenario.uncertainty
    if uncertain and scenario.plan.objective == "least_tax":
        yield Problem(
            "plan.objective",
            shown("least_tax"),
            "which says nothing of a future that may part: the least tax is that of a "
            "company that fails",
            "set objective = 'after_tax_value', or remove the branches",
        )


def _steps(scenario: Uncertain) -> Iterator[Problem]:
    """Report what is wrong with a volatility beside the plan and the market."""
    uncertainty, plan = scenario.uncertainty, scenario.plan
    if uncertainty is None:
        return
    for number, step in enumerate(uncertainty.steps):
        if not plan.start < step <= plan.horizon:
            yield _outside(f"uncertainty.steps[{number}]", step, scenario)
    if scenario.market.expected_growth is not None:
        yield Problem(
            "market.expected_growth",
            shown(scenario.market.expected_growth),
            "beside [uncertainty], whose branches have the market's price as their "
            "mean, so that the drag of volatility would count twice",
            "write it as growth, and remove market.volatility",
        )
    if scenario.market.acquisition_for_stock is not None:
        yield Problem(
            "market.acquisition_for_stock",
            shown(scenario.market.acquisition_for_stock.on),
            "beside [uncertainty], which moves the price of [market] and not that of "
            "its buyer",
            "write [[branches]] with prices of the buyer's market, or remove one of "
            "the two",
        )
    ends = scenario.market.ends
    late = [step for step in uncertainty.steps if ends is not None and step >= ends]
    if late:
        yield Problem(
            "uncertainty.steps",
            shown(late[0]),
            f"but shares are not traded from {ends} on",
            f"give days up to {ends and ends - ONE_DAY}",
        )


def _too_many(scenario: Uncertain, outcomes: int) -> Problem:
    return Problem(
        "branches" if scenario.branches else "uncertainty.steps",
        f"{outcomes} outcomes",
        f"more than the {MOST_OUTCOMES} that are planned together",
        "leave out what is least likely or matters least"
        if scenario.branches
        else "give fewer days, or branches = 2, or leave out jump",
    )


def _outside(path: str, day: date, scenario: Uncertain) -> Problem:
    plan = scenario.plan
    return Problem(
        path,
        shown(day),
        f"and the plan goes from {plan.start} to {plan.horizon}",
        f"give a day from {plan.start + ONE_DAY} to {plan.horizon}",
    )


def _tree(scenario: Uncertain) -> Iterator[Problem]:
    """Report names, days and probabilities that make no tree."""
    branches = scenario.branches
    first: dict[str, Branch] = {}
    for number, branch in enumerate(branches):
        path = f"branches[{number}]"
        if branch.name in first:
            yield Problem(
                f"{path}.name",
                shown(branch.name),
                "the name of another branch as well",
                "give each branch a name of its own",
            )
        first.setdefault(branch.name, branch)
    for number, branch in enumerate(branches):
        yield from _place(scenario, f"branches[{number}]", branch, first)
    parents = {name: branch.after for name, branch in first.items()}
    if not any(_in_a_circle(parents, name) for name in parents):
        yield from _siblings(branches)


def _in_a_circle(parents: Mapping[str, str | None], name: str) -> bool:
    """Return whether a branch comes after itself, or after such a one."""
    seen: set[str | None] = set()
    at: str | None = name
    while at is not None and at in parents:
        if at in seen:
            return True
        seen.add(at)
        at = parents[at]
    return False


def _place(
    scenario: Uncertain, path: str, branch: Branch, known: Mapping[str, Branch]
) -> Iterator[Problem]:
    """Report a branch that begins when nothing is left, or after what is not there."""
    if not scenario.plan.start < branch.begins <= scenario.plan.horizon:
        problem = _outside(f"{path}.from", branch.begins, scenario)
        yield replace(problem, owner=branch.name)
        return
    if branch.after is None:
        return
    before = known.get(branch.after)
    if branch.after == branch.name:
        yield Problem(
            f"{path}.after",
            shown(branch.after),
            "the branch itself",
            "name the branch that it parts from, or remove after",
            owner=branch.name,
        )
    elif before is None:
        yield Problem(
            f"{path}.after",
            shown(branch.after),
            "which names none of the branches",
            named_remedy(branch.after, known, "branches"),
            owner=branch.name,
        )
    elif before.begins >= branch.begins:
        yield Problem(
            f"{path}.from",
            shown(branch.begins),
            f"but {before.name!r}, which comes before it, begins on {before.begins}",
            "give a later day, or correct after",
            owner=branch.name,
        )


def _siblings(branches: Sequence[Branch]) -> Iterator[Problem]:
    """Report branches that part from the same piece on two days, or not with one."""
    groups: dict[str | None, list[tuple[int, Branch]]] = {}
    for number, branch in enumerate(branches):
        groups.setdefault(branch.after, []).append((number, branch))
    for after, group in groups.items():
        number, first = group[0]
        what = (
            "the branches without after" if after is None else f"those after {after!r}"
        )
        for other, branch in group[1:]:
            if branch.begins != first.begins:
                yield Problem(
                    f"branches[{other}].from",
                    shown(branch.begins),
                    f"but {first.name!r}, one of {what} too, begins on {first.begins}",
                    "let both begin on the day on which it becomes known which one "
                    "comes; what parts later comes after a branch that changes nothing",
                    owner=branch.name,
                )
        sums = fsum(branch.probability for _, branch in group)
        if abs(sums - 1.0) > ROUNDING:
            more = f"; add a branch for the rest, {1 - sums:.6g}" if sums < 1 else ""
            yield Problem(
                f"branches[{number}].probability",
                shown(first.probability),
                f"and the probabilities of {what} add up to {sums:.6g}, not to 1",
                f"correct them{more}",
                owner=first.name,
            )


def _changes(scenario: Uncertain, number: int, branch: Branch) -> Iterator[Problem]:
    """Report changes before the branch begins, or of what is not there."""
    path = f"branches[{number}]"
    for name, change in ((None, branch.market), *branch.markets.items()):
        of = f"{path}.market" if name is None else f"{path}.markets.{name}"
        if name is not None and name not in scenario.markets:
            yield Problem(
                of,
                "",
                "changes a market that the file has not",
                named_remedy(name, scenario.markets, "markets"),
                owner=branch.name,
            )
            continue
        for where, day in _days(change):
            if day < branch.begins:
                yield _too_early(f"{of}.{where}", day, branch)
    leaving = branch.employment
    if leaving is not None and leaving.leaves_on < branch.begins:
        where = f"{path}.employment.leaves_on"
        yield _too_early(where, leaving.leaves_on, branch)
    yield from _of_household(path, branch)


def _days(change: BranchMarket) -> Iterator[tuple[str, date]]:
    """Yield the days of a change of a market, with their paths."""
    for day in change.prices or ():
        yield f"prices.{day}", day
    if change.first_sale is not None:
        yield "first_sale", change.first_sale
    if change.ipo is not None:
        yield "ipo.on", change.ipo.on
    for number, window in enumerate(change.trading_windows or ()):
        yield f"trading_windows[{number}].opens", window.opens
    for number, blackout in enumerate(change.blackouts or ()):
        yield f"blackouts[{number}].begins", blackout.begins
    for number, offer in enumerate(change.tender_offers or ()):
        yield f"tender_offers[{number}].on", offer.on
    if change.acquisition is not None:
        yield "acquisition.on", change.acquisition.on
    if change.acquisition_for_stock is not None:
        yield "acquisition_for_stock.on", change.acquisition_for_stock.on
    if change.worthless_on is not None:
        yield "worthless_on", change.worthless_on


def _of_household(path: str, branch: Branch) -> Iterator[Problem]:
    """Report amounts of years, and moves, before the branch begins."""
    for name in branch.household.model_fields_set:
        value = getattr(branch.household, name)
        if value is None:
            continue
        if name == "state":
            for day in value:
                if ALWAYS != day < branch.begins:
                    yield _too_early(f"{path}.household.state.{day}", day, branch)
            continue
        for year in value.years:
            if EVERY_YEAR != year < branch.begins.year:
                yield Problem(
                    f"{path}.household.{name}.{year}",
                    shown(value.years[year]),
                    f"in a year before the branch begins, on {branch.begins}",
                    f"give years from {branch.begins.year} on",
                    owner=branch.name,
                )


def _too_early(path: str, day: date, branch: Branch) -> Problem:
    return Problem(
        path,
        shown(day),
        f"before the branch begins on {branch.begins}, when nothing of it is known",
        f"give a day from {branch.begins} on, or let the branch begin earlier",
        owner=branch.name,
    )


def _of_outcome(name: str, scenario: BaseModel) -> Iterator[Problem]:
    """Report what the ordinary rules find wrong in an outcome alone."""
    for problem in cross_problems(whole_parts(scenario)):
        yield replace(problem, reason=f"{problem.reason} (in the outcome {name!r})")
