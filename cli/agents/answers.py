"""From a call to its answer: one function a tool, which does what its command does."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from isoplan.cli.agents.asked import (
    Arguments,
    OfForms,
    OfHouseholds,
    OfResult,
    OfRoom,
    OfScenario,
    OfStress,
    Planned,
    Solve,
    WrongArguments,
    checked_arguments,
)
from isoplan.cli.agents.assumed import left_out, left_out_of
from isoplan.cli.agents.sources import households_of, scenario_of
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.households import case_entries, chain_entries, entries_as_json
from isoplan.models.base.errors import FutureParts, ScenarioErrors
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.branching.outcomes import (
    outcome_named,
    outcomes_of,
    without_branches,
)
from isoplan.models.results.number_text import in_a_row
from isoplan.models.results.plan import Plan
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.tax_returns import TaxReturns
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.branches import all_warnings
from isoplan.models.warnings.checked import checked
from isoplan.optimizer.compare import compare as compared
from isoplan.optimizer.explaining.room import room_in_full, situation_in
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked as AskedFirmness
from isoplan.optimizer.firmness.firmness import planned_with_firmness
from isoplan.optimizer.outcomes.recommend_outcomes import (
    plan_outcomes,
    recommend_outcomes,
)
from isoplan.optimizer.recommend import recommend, solve_and_price
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.over_outcomes import stressed
from isoplan.optimizer.stress.stress import Asked as AskedStress

if TYPE_CHECKING:
    from isoplan.models.inputs.market import MarketName
    from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
    from isoplan.models.results.comparison import Comparison

Progress = Callable[[str], None]
"""Told in a few words what is going on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a call that went well.

    Attributes:
        sentence: The answer in words, first.
        left_out: Fields that were left out, with what holds in their place.
        warnings: What is allowed in the scenario but looks odd.
        result: What the command prints with ``--json``.
    """

    sentence: str
    left_out: dict[str, Any]
    warnings: tuple[str, ...]
    result: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool.

    Attributes:
        asked: Its arguments.
        folders: Those whose files may be read.
        progress: Told what is going on.
    """

    asked: Any
    folders: Sequence[Path]
    progress: Progress

    @property
    def limits(self) -> Limits:
        """Return when a search is to stop; the clock runs from now on."""
        return Limits(self.asked.time_limit, self.asked.gap).started()

    def scenario(self) -> Scenario:
        """Return the scenario."""
        return scenario_of(self.asked, self.folders)

    def answer(self, scenario: Scenario, sentence: str, result: BaseModel) -> Answer:
        """Return the answer, with so much of the result as is asked for."""
        whole = json.loads(result.model_dump_json())
        warnings = tuple(all_warnings(scenario))
        kept = _kept(whole, self.asked)
        return Answer(sentence, left_out(scenario), warnings, kept)


def answer(
    tool: str, given: dict[str, Any], folders: Sequence[Path], progress: Progress
) -> Answer:
    """Return what comes of a call.

    Args:
        tool: Name of a tool that there is.
        given: Its arguments, unchecked.
        folders: Those whose files may be read.
        progress: Told what is going on.

    Raises:
        IsoPlanError: As the command of the tool's name raises it.
    """
    return ANSWERS[tool](Call(checked_arguments(tool, given), folders, progress))


def _check(call: Call) -> Answer:
    """Say what is wrong with a scenario; that anything is, is an answer too."""
    asked: OfScenario = call.asked
    source = "scenario" if asked.file is None else asked.file
    try:
        scenario = call.scenario()
    except WrongArguments:
        raise
    except ScenarioErrors as error:
        count = sum(each.stands_for for each in error.problems)
        said = f"The scenario has {count:,} problem{'s' * (count != 1)}:\n{error}"
        return Answer(said, {}, (), checked(source, problems=error.problems))
    warnings = all_warnings(scenario)
    one = situation_of(without_branches(scenario)).scenario
    found = checked(source, warnings, scenario=one)
    odd = "\n".join(f"Warning: {each}" for each in warnings)
    said = "The scenario is valid." + f"\n{odd}" * bool(odd)
    return Answer(said, left_out(scenario), tuple(warnings), found)


def _plan(call: Call) -> Answer:
    """Find the best schedule; of a future that parts the best one over outcomes."""
    asked: Planned = call.asked
    scenario, limits = call.scenario(), call.limits
    first, *others = outcomes_of(scenario)
    firmness = None
    if asked.depth != "none":
        firmness = AskedFirmness(asked.depth, limits, "auto")
    best: Plan | OutcomesPlan
    if others and firmness:
        best = outcomes_with_firmness(scenario, firmness, call.progress).plan
    elif others:
        best = recommend_outcomes(scenario, limits, "auto", call.progress)
    elif firmness:
        situation = situation_of(first.scenario)
        best = planned_with_firmness(situation, firmness, call.progress)[0]
    else:
        best = recommend(first.scenario, limits, "auto", call.progress)
    said = best.answer(asked.time_limit)
    if isinstance(best, Plan):
        said = f"{_first_step(best)} {said}"
    return call.answer(scenario, said, best)


def _first_step(plan: Plan) -> str:
    """Return what is done on the first day on which anything is, in a sentence."""
    if not plan.actions:
        return "There is nothing to do."
    day = plan.actions[0].date
    done = [done_in_words(each) for each in plan.actions if each.date == day]
    return f"First, on {day}: {in_a_row(done)}."


def _compare(call: Call) -> Answer:
    """Put the plan beside what people do, outcome by outcome where the future parts."""
    asked: Solve = call.asked
    scenario, limits = call.scenario(), call.limits
    first, *others = outcomes_of(scenario)
    found: Comparison | OutcomesPlan
    if others:
        found = recommend_outcomes(scenario, limits, "auto", call.progress)
        return call.answer(scenario, found.answer(asked.time_limit), found)
    found = compared(first.scenario, limits, "auto", call.progress)
    return call.answer(scenario, found.answer(), found)


def _room(call: Call) -> Answer:
    """Count the options of a year without AMT."""
    asked: OfRoom = call.asked
    scenario = call.scenario()
    situation = situation_in(scenario, asked.year)
    try:
        found = room_in_full(situation, asked.year)
    except ValueError as error:
        raise _wrong_year(asked.year, error) from None
    return call.answer(scenario, found.answer(), found)


def _tax(call: Call) -> Answer:
    """Work out the returns of household-years."""
    asked: OfHouseholds = call.asked
    households = households_of(asked, call.folders)
    cases, chains = households.cases, households.chains
    years = [year.household for chain_ in chains for year in chain_.years]
    years = [*(case.household for case in cases), *years]
    entries = list(
        chain(
            case_entries(cases, case_outputs(cases)),
            chain_entries(chains, chain_outputs(chains)),
        )
    )
    said = TaxReturns.of(entries, years).answer()
    result = json.loads(entries_as_json(entries))
    assumed = left_out_of(years[0]) if len(years) == 1 else {}
    return Answer(f"{said}.", assumed, (), result)


def _forms(call: Call) -> Answer:
    """Fill in the forms of a plan, a schedule or what was done."""
    asked: OfForms = call.asked
    if asked.done and asked.schedule is not None:
        reason = "beside done, which asks for other forms"
        problem = Problem(
            "schedule", shown(asked.schedule), reason, "give one of the two"
        )
        raise WrongArguments([problem])
    scenario, limits = call.scenario(), call.limits
    first, *others = outcomes_of(scenario)
    one = without_branches(scenario) if others else first.scenario
    situation = situation_of(one)
    if asked.outcome is not None and (not others or asked.done):
        reason = "but these forms are of one path"
        problem = Problem("outcome", shown(asked.outcome), reason, "leave it out")
        raise WrongArguments([problem])
    name = _outcome(scenario, asked) if others and not asked.done else ""
    try:
        if name:
            planned = plan_outcomes(scenario, limits, "auto", call.progress)
            filed = forms_of_plan(*planned.of(name), "basis", asked.year)
        elif asked.done:
            filed = forms_of_events(situation, "basis", asked.year)
        elif asked.schedule is not None:
            filed = forms_of_schedule(situation, asked.schedule, "basis", asked.year)
        else:
            best, priced = solve_and_price(situation, limits, "auto", call.progress)
            filed = forms_of_plan(situation, best, priced, "basis", asked.year)
    except ValueError as error:
        raise _wrong_year(asked.year, error) from None
    return call.answer(scenario, filed.answer(), filed)


def _outcome(scenario: Scenario, asked: OfForms) -> str:
    """Return the outcome whose forms are asked for.

    Raises:
        FutureParts: If none is, or the forms of a schedule of one path are.
        WrongArguments: If there is none of that name.
    """
    if asked.schedule is not None:
        raise FutureParts("a schedule", "name an outcome of the plan")
    try:
        return outcome_named(scenario, asked.outcome)
    except ValueError as error:
        names = (each.name for each in outcomes_of(scenario))
        remedy = named_remedy(asked.outcome or "", names, "outcomes")
        raise WrongArguments(
            [Problem("outcome", shown(asked.outcome), str(error), remedy)]
        ) from None


def _stress(call: Call) -> Answer:
    """Follow the plan and the habits over simulated prices."""
    asked: OfStress = call.asked
    scenario = call.scenario()
    over = AskedStress(
        asked.paths, asked.seed, _of_main(asked.volatility), _of_main(asked.jump)
    )
    found = stressed(scenario, over, call.limits, "auto", call.progress)
    return call.answer(scenario, found.stress.answer(), found.stress)


def _of_main(given: float | None) -> "dict[MarketName, float]":
    """Return a number of the main market; nothing where none is given."""
    return {} if given is None else {None: given}


ANSWERS: dict[str, Callable[[Call], Answer]] = {
    "check": _check,
    "plan": _plan,
    "compare": _compare,
    "room": _room,
    "tax": _tax,
    "forms": _forms,
    "stress": _stress,
}
"""What answers each tool."""


def _kept(whole: dict[str, Any], asked: Arguments) -> dict[str, Any]:
    """Return the fields of a result that are asked for.

    Raises:
        WrongArguments: If there is none of a name.
    """
    wanted = asked.fields if isinstance(asked, OfResult) else None
    if wanted is None:
        return whole
    unknown = [name for name in wanted if name not in whole]
    if unknown:
        reason = "which is no field of this result"
        raise WrongArguments(
            Problem("fields", shown(each), reason, named_remedy(each, whole, "fields"))
            for each in unknown
        )
    return {name: value for name, value in whole.items() if name in wanted}


def _wrong_year(year: int | None, error: ValueError) -> WrongArguments:
    """Return what is wrong with the year that is asked for."""
    remedy = "give a year that the scenario covers"
    return WrongArguments([Problem("year", shown(year), str(error), remedy)])
