"""Reading a plan that was printed earlier, to say what has changed since."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, listed, shown
from isoplan.models.equity.splits import Split, splits_by
from isoplan.models.restated import without_splits
from isoplan.models.results.plan import PLAN_VERSION, Plan
from isoplan.models.scenario import Scenario
from isoplan.models.validation.file_text import source_name
from isoplan.models.validation.reading import read_data

HOW_TO_PRINT = "give a file that isoplan plan --json has printed"


def load_earlier_plan(path: Path, scenario: Scenario) -> Plan:
    """Read the JSON of a plan made before ``scenario`` starts, for its household.

    It comes back in the scenario's shares: restated by the splits after its start.

    Raises:
        ScenarioErrors: If the file cannot be read, holds no plan, or one of another
            household or of a later day.
    """
    given = read_data(path)
    problem = _no_plan(given)
    if problem is None:
        plan = in_shares_of(scenario, Plan.model_validate(given))
        problem = next(_not_of(scenario, plan), None)
        if problem is None:
            return plan
    reason, remedy = problem
    raise ScenarioErrors([Problem("", "", reason, remedy, file=source_name(path))])


def in_shares_of(scenario: Scenario, plan: Plan) -> Plan:
    """Return an earlier plan's actions in today's shares.

    Each split after the plan's start, up to the scenario's, multiplies shares and
    divides prices; of each lot, fractions are left out by running totals.
    """
    start = str(plan.assumptions.get("start", ""))
    splits = splits_by(dict(enumerate(scenario.events)), scenario.plan.start)
    for event in splits.values():
        if start and start < event.on.isoformat():
            plan = _after_split(plan, Split(event.on, event.ratio))
    return plan


def _after_split(plan: Plan, split: Split) -> Plan:
    """Return a plan's actions in the shares after a split."""
    before: Counter[tuple[str, str]] = Counter()
    actions = []
    for action in plan.actions:
        key = action.kind, action.lot
        old, before[key] = before[key], before[key] + action.shares
        shares = split.shares(before[key]) - split.shares(old)
        update = {"shares": shares, "price": split.dollars(action.price)}
        actions.append(action.model_copy(update=update))
    return plan.model_copy(update={"actions": tuple(actions)})


def _no_plan(given: object) -> tuple[str, str] | None:
    """Return why a file holds no plan, and the remedy."""
    if not isinstance(given, dict) or "actions" not in given or "version" not in given:
        what = shown(given)
        if isinstance(given, dict) and "schedules" in given and "objective" in given:
            what = "a comparison"
        return f"holds {what}, not a plan", HOW_TO_PRINT
    if given["version"] != PLAN_VERSION:
        version = shown(given["version"])
        reason = (
            f"holds a plan of version {version}, and this isoplan reads version "
            f"{PLAN_VERSION}"
        )
        return reason, "print it again from the scenario file of that time"
    try:
        Plan.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(each) for each in first["loc"])
        return f"holds a plan whose {field} cannot be read", HOW_TO_PRINT
    return None


def _not_of(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield why a plan is not an earlier one of a scenario's household."""
    start, last = str(plan.assumptions.get("start", "")), plan.years[-1].year
    of_now = f"this plan's start on {scenario.plan.start}"
    if not start or start >= scenario.plan.start.isoformat():
        made = f"holds a plan made from {start or 'an unknown day'}"
        remedy = "give the plan of an earlier start, or move plan.start"
        yield f"{made}, which is not before {of_now}", remedy
    elif last < scenario.plan.start.year:
        reason = f"holds a plan that ends with {last}, before {of_now}"
        yield f"{reason}, so there is nothing to compare", "give a later plan"
    whose = f"holds the plan of {plan.scenario!r}, which"
    known = {grant.name for grant in scenario.grants}
    known |= {award.name for award in scenario.restricted_units}
    known |= {holding.name for holding in scenario.holdings}
    acted_on = dict.fromkeys(action.grant for action in plan.actions)
    if unknown := [shown(name) for name in acted_on if name not in known]:
        reason = (
            f"{whose} acts on {listed(unknown)}; the scenario has no grant of that "
            "name, so it is of another household"
        )
        remedy = "give the plan of this household, or name its grants as they were"
        yield reason, remedy
    grants = without_splits(scenario).grants
    strikes = {grant.name: grant.strike for grant in grants}
    for action in plan.actions:
        strike = strikes.get(action.grant, action.price)
        if action.kind == "exercise" and abs(action.price - strike) > HALF_A_CENT:
            reason = (
                f"{whose} exercises {action.grant!r} at {action.price:,.2f} where the "
                f"scenario's strike is {strike:,.2f}, so it is of another household"
            )
            yield reason, "give the plan of this household"
