"""What must hold of every answer: one function a promise, listed once.

Each yields in words what is wrong. ``CHECKS`` are asked of every scenario; a plan is
needed by all of them that stand in ``OF_PLANS``.
"""

from collections.abc import Callable, Iterator

from pydantic import ValidationError

from fuzzing import decided_before, looser, money_limits, share_limits
from fuzzing.facts import Fields
from fuzzing.scenarios import WITH_A_MISTAKE
from fuzzing.splits import in_todays_shares
from fuzzing.trial import (
    COMPARISON_VERSION,
    GAP,
    Answer,
    Trial,
    best,
    better,
    schedules,
)
from isoplan.models.base.errors import AuditFailure, IsoPlanError, SolverFailure
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan

Check = Callable[[Trial], Iterator[str]]

CENTS = 0.03
"""Dollars between two proofs, each within a cent and printed to the cent."""
PRINTED = 0.006
"""Dollars by which an amount printed to the cent may miss."""
LONGEST_LINE = 2_000
"""Characters of a message; a long one lists what a file holds."""


def honest_exit(trial: Trial) -> Iterator[str]:
    """A documented exit code: 0 with JSON alone, else lines that say what is wrong."""
    yield from _honest(trial.plan, Plan)
    if trial.planned:
        yield from _honest(trial.comparison, Comparison)


def _honest(answer: Answer, result: type[Plan] | type[Comparison]) -> Iterator[str]:
    if answer.code not in {0, 1, 2, 3, 4}:
        yield f"exit code {answer.code}"
    known = answer.error is None or isinstance(answer.error, IsoPlanError)
    if not known or isinstance(answer.error, AuditFailure | SolverFailure):
        yield f"{type(answer.error).__name__}: {answer.error}"
    if answer.code == 0:
        try:
            result.model_validate_json(answer.stdout)
        except ValidationError as error:
            yield f"the JSON does not validate: {error}"
        return
    if answer.stdout:
        yield f"exit code {answer.code} with something on stdout"
    if "Error: " not in answer.stderr:
        yield f"exit code {answer.code} without an error message"
    for line in answer.stderr.splitlines():
        if "Traceback" in line or len(line) > LONGEST_LINE or not line.isprintable():
            yield f"a message that is no line of words: {line[:200]!r}"


def valid_file_accepted(trial: Trial) -> Iterator[str]:
    """A file without a mistake is not refused, and ``check`` says the same of it."""
    if trial.fields.get("name") != WITH_A_MISTAKE and trial.verdict == "refused":
        yield trial.plan.stderr.strip()
    if (trial.check.code == 0) != (trial.verdict != "refused"):
        yield f"check exits with {trial.check.code}, plan with {trial.plan.code}"


def bound_above_value(trial: Trial) -> Iterator[str]:
    """No plan is better than its bound; the gap is the distance."""
    objective = trial.plan.json["objective"]
    gap = -better(trial.plan.json)(objective["value"], objective["bound"])
    if not gap >= -CENTS:
        yield f"value {objective['value']}, bound {objective['bound']}"
    if not abs(objective["gap"] - max(gap, 0.0)) <= CENTS:
        yield f"gap {objective['gap']}, not {gap:.2f}"


def status_fits_gap(trial: Trial) -> Iterator[str]:
    """A proof that is claimed lies within the gap asked for, and in fractions.

    The comparison says the same of the plan, with the gap, in the version known here.
    """
    plan = trial.plan.json
    status, gap = plan["status"], plan["objective"]["gap"]
    if status == "optimal" and not gap <= GAP + PRINTED:
        yield f"optimal with a gap of {gap}"
    if status == "proven_in_fractions":
        if not plan["proof"]["fractions_gap"] <= GAP + PRINTED:
            yield f"proven in fractions to {plan['proof']['fractions_gap']}"
        if not gap > GAP - PRINTED:
            yield f"proven in fractions, and the gap is {gap}"
    if trial.comparison.code != 0:
        return
    said = trial.comparison.json
    if said["version"] != COMPARISON_VERSION:
        yield f"a comparison of version {said['version']}"
    if status == "optimal" and said["status"] != status:
        yield f"{status!r} as a plan, {said['status']!r} in the comparison"


def bound_of_fractions(trial: Trial) -> Iterator[str]:
    """The bound in fractions of shares is no worse than that of whole shares."""
    objective, proof = trial.plan.json["objective"], trial.plan.json["proof"]
    nearer = better(trial.plan.json)(objective["bound"], proof["fractions_bound"])
    if not nearer <= CENTS:
        yield f"{proof['fractions_bound']}, in whole shares {objective['bound']}"
    if proof["bound_of"] == "fractions" and not nearer >= -CENTS:
        yield f"{objective['bound']} is given as {proof['fractions_bound']}"


def read_again_the_same(trial: Trial) -> Iterator[str]:
    """The file as ``to_dict`` gives it back, as JSON, has the same plan."""
    plan, again = trial.plan.json, trial.comparison
    if again.code == 4:
        return
    if again.code != 0:
        yield f"the comparison exits with {again.code}: {again.stderr.strip()[-300:]}"
        return
    row = again.json["schedules"][0]
    actions = [{**each, "why": "", "reason": None} for each in plan["actions"]]
    if plan["status"] == "optimal" and row["actions"] != actions:
        yield f"other actions, worth {row['objective_value']}"


def no_schedule_better(trial: Trial) -> Iterator[str]:
    """No habit and no schedule of the file's own is better than the bound."""
    plan = trial.plan.json
    if trial.comparison.code != 0:
        return
    bound, than = best(plan), better(plan)
    for row in schedules(trial.comparison.json):
        comparable = row["affordable"] and row["keeps_preferences"]
        if plan["objective"]["name"] == "least_tax":
            comparable = comparable and row["disposes_of_all"]
        if comparable and not than(row["objective_value"], bound) <= CENTS:
            yield f"{row['name']!r}: {row['objective_value']}, bound {bound}"


def other_solver_agrees(trial: Trial) -> Iterator[str]:
    """Neither solver's plan is better than the other's bound."""
    plan, other = trial.plan, trial.other_plan
    if {plan.code, other.code} in ({0, 3}, {1, 3}, {0, 1}):
        yield f"exit codes {plan.code} and {other.code}: {other.stderr.strip()[-300:]}"
    if plan.code == other.code == 0:
        than = better(plan.json)
        for one, two in ((plan.json, other.json), (other.json, plan.json)):
            value, bound = one["objective"]["value"], best(two)
            if not than(value, bound) <= CENTS:
                solvers = [each["proof"]["solver"] for each in (one, two)]
                yield f"{solvers}: value {value}, bound {bound}"


def _looser(trial: Trial, name: str) -> Iterator[str]:
    """Without a limit the bound is at least the value with it."""
    fields = looser.LOOSER[name](trial.fields)
    if fields is None:
        return
    freer = trial.changed(name, fields)
    if freer.plan.code == 4 or not freer.planned:
        if freer.plan.code != 4:
            yield f"exit code {freer.plan.code}: {freer.plan.stderr.strip()[-300:]}"
        return
    value = trial.plan.json["objective"]["value"]
    bound = best(freer.plan.json)
    if not better(trial.plan.json)(value, bound) <= CENTS:
        yield f"{value} with it, at best {bound} without it"


def _looser_check(name: str) -> Check:
    def check(trial: Trial) -> Iterator[str]:
        yield from _looser(trial, name)

    check.__name__ = f"{name}_never_worse"
    check.__doc__ = looser.LOOSER[name].__doc__
    return check


def _of_walk(walk: Callable[[Fields, Fields], Iterator[str]]) -> Check:
    def check(trial: Trial) -> Iterator[str]:
        today = in_todays_shares(trial.fields)
        yield from walk(today, trial.plan.json)
        if trial.comparison.code != 0 or walk not in OF_EVERY_SCHEDULE:
            return
        for row in trial.comparison.json["schedules"]:
            for found in walk(today, row):
                yield f"{row['name']!r}: {found}"

    check.__name__, check.__doc__ = walk.__name__, walk.__doc__
    return check


OF_EVERY_SCHEDULE = (
    share_limits.days_within_the_plan,
    share_limits.options_exercised,
    share_limits.company_ends,
    share_limits.shares_held,
    share_limits.sale_days_open,
    share_limits.sale_prices,
    share_limits.caps_on_sales,
    share_limits.holding_periods,
)
"""Walks that hold for habits and schedules of the file's own as well."""

WALKS = (
    *OF_EVERY_SCHEDULE,
    share_limits.nothing_left_over,
    share_limits.preferences_on_actions,
    money_limits.years_add_up,
    money_limits.totals_add_up,
    money_limits.value_adds_up,
    money_limits.cash_by_day,
    money_limits.amt_preferences,
    money_limits.stock_preference,
    decided_before.pinned_actions,
    decided_before.all_exercised_by,
    decided_before.held_to_the_horizon,
)

OF_FILES: tuple[Check, ...] = (honest_exit, valid_file_accepted)
OF_PLANS: tuple[Check, ...] = (
    bound_above_value,
    bound_of_fractions,
    status_fits_gap,
    read_again_the_same,
    no_schedule_better,
    *map(_of_walk, WALKS),
)
BY_MORE_SOLVES: tuple[Check, ...] = (
    other_solver_agrees,
    *map(_looser_check, looser.LOOSER),
)
"""Each solves a plan of its own."""

CHECKS = {check.__name__: check for check in (*OF_FILES, *OF_PLANS, *BY_MORE_SOLVES)}

KNOWN: dict[str, str] = {}
"""Checks that are known to fail, and why; `make fuzz` counts them apart."""


def broken(trial: Trial, names: frozenset[str] | None = None) -> dict[str, list[str]]:
    """What is wrong with a scenario's answers, by the name of the check."""
    found: dict[str, list[str]] = {}
    for name, check in CHECKS.items():
        if names is not None and name not in names:
            continue
        asked = check in OF_FILES or trial.planned
        if asked and (wrong := list(check(trial))):
            found[name] = wrong
    return found
