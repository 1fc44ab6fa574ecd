"""What the household did before the plan, as returns of those years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem
from isoplan.models.inputs.by_year import EVERY_YEAR, SignedByYear
from isoplan.models.inputs.household import Household, LossCarryovers
from isoplan.models.inputs.payments import LastReturns
from isoplan.models.situation import Situation, events_of
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.filing.filed_years import Known
from isoplan.optimizer.filing.share_moves import ShareMoves, past_leavings
from isoplan.optimizer.pricing.credited_years import EvaluatedYear, credited_years
from isoplan.optimizer.pricing.year_returns import carried_into_plan
from isoplan.optimizer.recount.parcels import opening, parcels_at_start
from isoplan.optimizer.recount.share_income import Posting, postings
from isoplan.optimizer.recount.walk import walk

A_DOLLAR = 1.0
"""By which the AMT that the file gives may differ unsaid: forms may be rounded."""


@dataclass(frozen=True, slots=True)
class Done:
    """Past years, worked out.

    Attributes:
        situation: As of the first of them.
        years: From the first event on, one after the other.
        moves: Shares that came and went.
        known: What comes before the first year.
        notes: What is assumed.
    """

    situation: Situation
    years: tuple[EvaluatedYear, ...]
    moves: ShareMoves
    known: Known
    notes: tuple[str, ...]


def done_before(situation: Situation) -> Done:
    """Return the years in which events of the scenario fall, and those until the plan.

    Raises:
        ScenarioErrors: If there are no events.
    """
    days = [event.on for event in events_of(situation.scenario).values()]
    if not days:
        raise ScenarioErrors(
            [
                Problem(
                    "events",
                    "",
                    "are none, so nothing was done before the plan",
                    "add [[events]], or ask for the forms of the plan",
                )
            ]
        )
    start = situation.plan.start.year
    covered = range(min(days).year, max(max(days).year, start - 1) + 1)
    moves = _moves(situation)
    as_of = _as_of(situation, covered[0], 0.0)
    years = _returns(as_of, covered, moves)
    if brought := _credit_brought(situation, years):
        as_of = _as_of(situation, covered[0], brought)
        years = _returns(as_of, covered, moves)
    known = Known(carried_into_plan(as_of), None, {})
    if covered[0] == start:
        known = replace(known, before=situation.year_before)
    return Done(as_of, years, moves, known, _notes(situation, years, brought))


def _returns(
    as_of: Situation, covered: Sequence[int], moves: ShareMoves
) -> tuple[EvaluatedYear, ...]:
    """Return the forms of past years, in the steps of the printed ones."""
    walked = replace(walk(as_of, ()), income=tuple(_income(moves)))

    def totals(node: YearNode, line: str, within: Claim | None = None) -> float:
        return walked.total(node.year, line, within)

    return credited_years(as_of, _nodes(covered), totals, as_printed=True)


def _credit_brought(situation: Situation, years: Sequence[EvaluatedYear]) -> float:
    """Return the credit brought into the first year, by what the file says is left.

    While credit is left, each year uses all that its line 24 allows: so the years can
    be walked back. Where none is left there is no telling, and it is taken to be zero.
    """
    past = [year for year in years if year.node.year < situation.plan.start.year]
    given = situation.household.minimum_tax_credit
    if not past:
        return 0.0
    if isinstance(given, LastReturns):
        left = given.line_26
    else:
        left = given - float(past[-1].credit.line_18)
    brought = 0.0
    for year, before in zip(past[::-1], [*past[-2::-1], None], strict=True):
        if not in_cents(max(left, 0.0)):
            return 0.0
        brought = left + float(year.credit.line_24)
        left = brought - (0.0 if before is None else float(before.credit.line_18))
    return brought


def _as_of(situation: Situation, first: int, credit: float) -> Situation:
    """Return the situation in which a first year's return is made.

    What the file says of credit and losses is of the plan's first year. If events lie
    in earlier years, they begin with no losses, and with a credit (dollars).
    """
    household = situation.household
    if first < situation.plan.start.year:
        nothing: dict[str, object] = {
            "minimum_tax_credit": credit,
            "state_minimum_tax_credit": 0.0,
            "loss_carryover": LossCarryovers(),
            "small_business_gain_used": 0.0,
        }
        household = household.model_copy(update=nothing)
    scenario = situation.scenario.model_copy(update={"household": household})
    return replace(situation, scenario=scenario, sold_tranches=())


def _moves(situation: Situation) -> ShareMoves:
    """Return the shares that the household had by the plan's start."""
    start = opening(situation)
    leavings = tuple(past_leavings(situation, start.equity.sold))
    held = [
        parcel
        for parcel in parcels_at_start(situation, start)
        if parcel.acquired_on <= situation.plan.start
    ]
    return ShareMoves((*(each.parcel for each in leavings), *held), leavings)


def _income(moves: ShareMoves) -> Iterator[Posting]:
    """Yield the income of shares that left, and of those still held."""
    left = [each.parcel for each in moves.leavings]
    for each in moves.leavings:
        yield from postings(each.parcel, each.left, each.shares)
    for parcel in moves.parcels[len(left) :]:
        yield from postings(parcel, None, parcel.shares)


def _nodes(years: Sequence[int]) -> list[YearNode]:
    return [
        YearNode(number, year, number - 1 if number else None, decides=True)
        for number, year in enumerate(years)
    ]


def _notes(
    situation: Situation, years: Sequence[EvaluatedYear], brought: float
) -> tuple[str, ...]:
    """Return what is assumed of years before the plan."""
    start, first = situation.plan.start.year, years[0].node.year
    notes = []
    if first < start:
        unknown = ["credit"] * (not brought) + ["losses"]
        if brought and situation.household.state_credit_brought:
            unknown.append("state credit")
        none_of_them = " and ".join(f"no {each}" for each in unknown)
        notes.append(
            f"{none_of_them.capitalize()} are taken to be brought into {first}: the "
            f"file knows those of {start} alone."
        )
        if brought:
            notes.append(
                f"A federal credit of {brought:,.2f} is brought into {first}: that "
                f"leaves what the file gives for {start}."
            )
        if given := _standing_in(situation.household, first):
            notes.append(
                f"The file has no {given} of {first}: those of the first year that it "
                "gives stand in."
            )
        notes += _amt_given(situation, years)
    if situation.restricted_units:
        notes.append(
            "Units that vested before the plan are in no form: add their pay to wages."
        )
    return tuple(notes)


def _standing_in(household: Household, year: int) -> str:
    """Return which income of a year the file leaves to a later year, in words."""
    names = ("wages", "interest", "qualified_dividends")
    found = []
    for name in names:
        amounts: SignedByYear = getattr(household, name)
        if EVERY_YEAR not in amounts.years and min(amounts.years) > year:
            found.append(name.replace("_", " "))
    return " and ".join(found)


def _amt_given(situation: Situation, years: Sequence[EvaluatedYear]) -> list[str]:
    """Return how the AMT that the file gives of the last year differs, if so."""
    given = situation.household.minimum_tax_credit
    last = situation.plan.start.year - 1
    worked = [year for year in years if year.node.year == last]
    if not (isinstance(given, LastReturns) and given.amt is not None and worked):
        return []
    amt = float(worked[0].returns.tax.form_6251.line_11)
    if abs(amt - given.amt) <= A_DOLLAR:
        return []
    said = f"The file gives {given.amt:,.2f} as AMT of {last}; by these forms it is"
    return [f"{said} {amt:,.2f}."]
