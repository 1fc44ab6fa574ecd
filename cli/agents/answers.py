"""From a call to its answer: one function a tool, which does what its command does."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isoplan.cli.agents.asked import (
    STRESS,
    OfCompare,
    OfForms,
    OfFrontier,
    OfHouseholds,
    OfRoom,
    OfScenario,
    OfStress,
    Planned,
    WrongArguments,
    checked_arguments,
)
from isoplan.cli.agents.assumed import left_out, left_out_of
from isoplan.cli.agents.call import Answer, Call, Progress
from isoplan.cli.agents.sources import households_of, readable, scenario_of
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.households import case_entries, chain_entries, entries_as_json
from isoplan.models.base.errors import FutureParts, ScenarioErrors
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.branching.outcomes import (
    outcome_named,
    outcomes_of,
    without_branches,
)
from isoplan.models.results.earlier_plan import load_earlier_plan
from isoplan.models.results.number_text import in_a_row
from isoplan.models.results.plan import Plan
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.tax_returns import TaxReturns
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.branches import all_warnings
from isoplan.models.warnings.checked import checked
from isoplan.optimizer.compare import compare as compared
from isoplan.optimizer.compare_scenarios import compare_scenarios
from isoplan.optimizer.explaining.room import room_in_full, situation_in
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_events,
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked as AskedFirmness
from isoplan.optimizer.firmness.firmness import planned_with_firmness
from isoplan.optimizer.frontier.frontier import frontier
from isoplan.optimizer.outcomes.recommend_outcomes import (
    plan_outcomes,
    recommend_outcomes,
)
from isoplan.optimizer.recommend import recommend, solve_and_price
from isoplan.optimizer.reporting.replanning import changes_since
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.over_outcomes import stressed
from isoplan.optimizer.stress.replanned import LIVED_PATHS, Where, replanned
from isoplan.optimizer.stress.stress import Asked as AskedStress

if TYPE_CHECKING:
    from isoplan.models.inputs.market import MarketName
    from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
    from isoplan.models.results.comparison import Comparison

FIRST = "scenario"
"""What a comparison calls the scenario that the others are put beside."""


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
    if others and asked.against is not None:
        raise FutureParts("against", "compare the two plans field by field")
    earlier = None
    if asked.against is not None:
        path = readable(asked.against, call.folders, "against")
        earlier = load_earlier_plan(path, first.scenario)
    situation = situation_of(first.scenario)
    if asked.depth != "none":
        firmness = AskedFirmness(asked.depth, limits, "auto")
    best: Plan | OutcomesPlan
    if others and firmness:
        best = outcomes_with_firmness(scenario, firmness, call.progress).plan
    elif others:
        best = recommend_outcomes(scenario, limits, "auto", call.progress)
    elif firmness:
        best = planned_with_firmness(situation, firmness, call.progress)[0]
    else:
        best = recommend(first.scenario, limits, "auto", call.progress)
    if earlier is not None and isinstance(best, Plan):
        changes = changes_since(earlier, situation, best)
        best = best.model_copy(update={"against": changes})
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
    asked: OfCompare = call.asked
    if asked.others:
        return _compare_scenarios(call)
    scenario, limits = call.scenario(), call.limits
    first, *others = outcomes_of(scenario)
    found: Comparison | OutcomesPlan
    if others:
        found = recommend_outcomes(scenario, limits, "auto", call.progress)
        return call.answer(scenario, found.answer(asked.time_limit), found)
    found = compared(first.scenario, limits, "auto", call.progress)
    return call.answer(scenario, found.answer(), found)


def _compare_scenarios(call: Call) -> Answer:
    """Put whole scenarios side by side, each planned by itself.

    Raises:
        ScenarioErrors: With all that is wrong with any of them.
        FutureParts: If the future of one parts.
    """
    asked: OfCompare = call.asked
    limits = call.limits
    named: list[tuple[str, Scenario]] = []
    wrong: list[Problem] = []
    for name, each in [(FIRST, asked), *((each.name, each) for each in asked.others)]:
        try:
            named.append((name, scenario_of(each, call.folders, name)))
        except ScenarioErrors as error:
            wrong += error.problems
    names = [FIRST, *(each.name for each in asked.others)]
    wrong += [
        Problem("others", shown(name), "which two of them are called", "name each else")
        for name in sorted({each for each in names if names.count(each) > 1})
    ]
    if wrong:
        raise ScenarioErrors(wrong)
    if any(len(outcomes_of(scenario)) > 1 for _, scenario in named):
        raise FutureParts("comparing scenarios", "compare each by itself")
    found, failures = compare_scenarios(named, limits, "auto", call.progress)
    if len(failures) == len(named):
        raise next(iter(failures.values()))
    answer = call.answer(named[0][1], found.answer(), found)
    assumed, odd = dict(answer.left_out), list(answer.warnings)
    for name, scenario in named[1:]:
        assumed |= {f"{name}: {field}": v for field, v in left_out(scenario).items()}
        odd += [f"{name}: {warning}" for warning in all_warnings(scenario)]
    return replace(answer, left_out=assumed, warnings=tuple(odd))


def _frontier(call: Call) -> Answer:
    """Weigh the mean of the outcomes against the worst of them."""
    asked: OfFrontier = call.asked
    scenario = call.scenario()
    found = frontier(
        scenario, asked.part, asked.points, call.limits, "auto", call.progress
    )
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
    paths = asked.paths or (LIVED_PATHS if asked.replan else STRESS.paths)
    over = AskedStress(
        paths, asked.seed, _of_main(asked.volatility), _of_main(asked.jump)
    )
    found = stressed(scenario, over, call.limits, "auto", call.progress)
    if asked.replan:
        each = Limits(asked.time_limit, asked.gap)
        found = replanned(found, Where(), each, "auto", call.progress)
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
    "frontier": _frontier,
    "stress": _stress,
}
"""What answers each tool."""


def _wrong_year(year: int | None, error: ValueError) -> WrongArguments:
    """Return what is wrong with the year that is asked for."""
    remedy = "give a year that the scenario covers"
    return WrongArguments([Problem("year", shown(year), str(error), remedy)])
