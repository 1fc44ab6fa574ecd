"""Each check by itself: it refuses its own fault, and without it the fault passes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import nan
from typing import Any

import pytest

from audited_household import (
    ACTS,
    E_2026,
    G_2026,
    house,
    sold,
)
from isoplan.models.base.errors import AuditFailure
from isoplan.models.equity.opening_position import OpeningPosition
from isoplan.models.situation import Situation
from isoplan.optimizer.checking import checks, figure_checks
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.pricing.cash import cash_margins
from isoplan.optimizer.recount import walk
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.evidence import Evidence, ProgramSays
from isoplan.optimizer.recount.option_count import OptionCount

NAMES = (
    "numbers",
    "dates",
    "names",
    "order",
    "whole shares",
    "start",
    "vesting",
    "exercise days",
    "elections",
    "strikes",
    "shares held",
    "vested shares",
    "open days",
    "sale limits",
    "sale prices",
    "dispositions",
    "exclusions",
    "disposal",
    "gifts",
    "gift limits",
    "company's end",
    "cash-outs",
    "buyer's shares",
    "preferences",
    "earlier sales",
    "pay of units",
    "years",
    "deductions",
    "totals",
    "value",
    "first year's cash",
    "safe harbor",
    "loan",
    "cash needed",
    "cash floor",
    "program's cost",
    "program's cash",
    "bound",
)


def swapped(place: int, **terms: Any) -> tuple[Act, ...]:
    """Return the acts with one of them changed."""
    return (*ACTS[:place], replace(ACTS[place], **terms), *ACTS[place + 1 :])


def more(*acts: Act) -> Evidence:
    """Return the evidence of the acts and some more."""
    return Evidence(house(), (*ACTS, *acts))


def changed(place: int, **terms: Any) -> Evidence:
    """Return the evidence of the acts with one of them changed."""
    return Evidence(house(), swapped(place, **terms))


def programmed(**claims: Any) -> Evidence:
    """Return the evidence of the acts with what a program claims of them."""
    evidence = Evidence(house(household={"cash": 50_000}), ACTS, keeps_limits=True)
    cash = tuple(
        (day, float(amount))
        for day, amount in cash_margins(evidence.situation, evidence.figures.cash)
    )
    says = ProgramSays(cost=evidence.cost, bound=evidence.cost, cash=cash)
    return replace(evidence, program=replace(says, **claims))


Fault = Callable[[Evidence, pytest.MonkeyPatch], Evidence]


def of_plan(**fields: Any) -> Fault:
    """Return a fault in the fields of a plan."""

    def fault(planned: Evidence, _: pytest.MonkeyPatch) -> Evidence:
        assert planned.plan is not None
        made = {
            name: make(getattr(planned.plan, name)) for name, make in fields.items()
        }
        return replace(planned, plan=planned.plan.model_copy(update=made))

    return fault


def of_shown(**fields: Any) -> Fault:
    """Return a fault in the figures that are shown."""

    def fault(planned: Evidence, _: pytest.MonkeyPatch) -> Evidence:
        assert planned.shown is not None
        made = {
            name: make(getattr(planned.shown, name)) for name, make in fields.items()
        }
        return replace(planned, shown=replace(planned.shown, **made))

    return fault


def plus(**amounts: float) -> Callable[[Any], Any]:
    """Return a change that adds to fields of a result."""

    def make(result: Any) -> Any:
        added = {name: getattr(result, name) + more for name, more in amounts.items()}
        return result.model_copy(update=added)

    return make


def first(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of the first of several results."""
    return lambda results: (change(results[0]), *results[1:])


def opens_with_more(_: Evidence, patch: pytest.MonkeyPatch) -> Evidence:
    """Five thousand shares too many in a lot at the start."""
    opening = walk.opening

    def wrong(situation: Situation) -> OpeningPosition:
        start = opening(situation)
        lots = [lot.model_copy(update={"shares": 5_500}) for lot in start.equity.lots]
        return replace(start, equity=replace(start.equity, lots=lots))

    patch.setattr(walk, "opening", wrong)
    return Evidence(house(), ACTS)


def forgets_sales(_: Evidence, patch: pytest.MonkeyPatch) -> Evidence:
    """What was sold in January brings a dollar too much."""
    past = figure_checks.past_income
    patch.setattr(
        figure_checks,
        "past_income",
        lambda situation: lambda *of: past(situation)(*of) + 1.0,
    )
    return Evidence(house(), ACTS)


def forgets_units(_: Evidence, patch: pytest.MonkeyPatch) -> Evidence:
    """Only the units that are not withheld are wages."""
    right = figure_checks.rsu_pay
    patch.setattr(figure_checks, "rsu_pay", lambda *of: 0.7 * right(*of))
    return Evidence(house(), ACTS)


def bought() -> Situation:
    """Return the household whose company is bought while 1,000 options are left."""
    return house(market={"acquisition": {"on": "2028-06-15", "price": 20.0}})


def by(evidence: Callable[[], Evidence]) -> Fault:
    """Return a fault that needs no plan."""
    return lambda *_: evidence()


FAULTS: dict[str, Fault] = {
    "numbers": of_plan(proof=plus(rounding_cost=nan)),
    "dates": by(
        lambda: Evidence(
            house(market={"trading_windows": [], "tender_offers": []}),
            (sold("L", "H", "2030-01-02", 10, disposition="qualifying"),),
        )
    ),
    "names": by(lambda: changed(2, grant="G")),
    "order": lambda planned, _: replace(planned, acts=planned.acts[::-1]),
    "whole shares": by(lambda: changed(8, shares=69.5)),
    "start": opens_with_more,
    "vesting": by(lambda: changed(0, shares=1_001)),
    "exercise days": by(
        lambda: more(
            Act(date(2028, 7, 1), "exercise", "G", "G", "G 2028-07-01", 1_000, 2.0)
        )
    ),
    "elections": by(
        lambda: Evidence(
            house(),
            (replace(ACTS[1], lot=E_2026.removesuffix(", 83(b)"), election_83b=False),),
        )
    ),
    "strikes": by(lambda: changed(0, price=2.01)),
    "shares held": by(lambda: changed(9, shares=1_001)),
    "vested shares": by(
        lambda: Evidence(house(), (sold("R 2027-01-01", "R", "2026-02-10", 70),))
    ),
    "open days": by(
        lambda: Evidence(house(), (sold("R 2027-01-01", "R", "2027-02-15", 70),))
    ),
    "sale limits": by(
        lambda: Evidence(
            house(),
            (
                *ACTS[:1],
                sold("L", "H", "2026-02-10", 500, disposition="qualifying"),
                sold(G_2026, "G", "2026-03-31", 301, disposition="disqualifying"),
            ),
        )
    ),
    "sale prices": by(lambda: changed(7, price=(ACTS[7].price or 0.0) + 0.01)),
    "dispositions": by(lambda: changed(6, disposition="disqualifying")),
    "exclusions": by(lambda: changed(7, exclusion=None)),
    "disposal": by(lambda: Evidence(house(), ACTS[:-1], keeps_limits=True)),
    "gifts": by(
        lambda: Evidence(house(), (sold("P", "P", "2028-03-01", 50, kind="give"),))
    ),
    "gift limits": by(lambda: Evidence(house(household={"gifts": 500}), ACTS)),
    "company's end": by(
        lambda: Evidence(house(market={"worthless_on": "2028-11-30"}), ACTS[:-1])
    ),
    "cash-outs": by(lambda: Evidence(bought(), ACTS)),
    "buyer's shares": by(lambda: changed(9, buyer="B", buyer_shares=400)),
    "preferences": by(
        lambda: Evidence(
            house(preferences={"actions_per_year": 3}), ACTS, keeps_limits=True
        )
    ),
    "earlier sales": forgets_sales,
    "pay of units": forgets_units,
    "years": of_shown(years=first(plus(regular_tax=0.02))),
    "deductions": of_shown(years=first(plus(deduction_saved=0.02))),
    "totals": of_shown(totals=plus(credit_carryforward_out=0.02)),
    "value": of_plan(objective=plus(value=0.02)),
    "first year's cash": of_plan(set_aside=first(plus(amount=0.03))),
    "safe harbor": of_plan(safe_harbor=plus(required=0.02)),
    "loan": of_plan(loan=plus(most=0.02)),
    "cash needed": of_plan(cash_needed=plus(amount=0.02)),
    "cash floor": by(
        lambda: Evidence(house(household={"cash": 3_900}), ACTS, keeps_limits=True)
    ),
    "program's cost": by(lambda: programmed(cost=programmed().cost + 0.06)),
    "program's cash": by(lambda: programmed(cash=programmed_cash(0.06))),
    "bound": by(lambda: programmed(bound=programmed().cost + 0.06)),
}


def programmed_cash(too_much: float) -> tuple[tuple[date, float], ...]:
    """Return a program's cash with too much of it on the first day."""
    program = programmed().program
    assert program is not None
    (day, amount), *others = program.cash
    return ((day, amount + too_much), *others)


def test_the_list_is_counted() -> None:
    """Every check by its name, in order; each has a fault below."""
    assert tuple(check.name for check in checks.CHECKS) == NAMES
    assert len(NAMES) == 38
    assert set(FAULTS) == set(NAMES)


def test_lawful_schedules_pass(planned: Evidence) -> None:
    """What the faults start from is refused by no check."""
    audit(Evidence(house(), ACTS))
    audit(Evidence(house(), ACTS, keeps_limits=True))
    audit(programmed())
    audit(planned)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_refuses_its_fault_and_no_other_does(
    name: str, planned: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is refused by its check alone: without that check the schedule passes."""
    evidence = FAULTS[name](planned, monkeypatch)
    with pytest.raises(AuditFailure, match=rf"\({name}\)"):
        audit(evidence)
    others = tuple(check for check in checks.CHECKS if check.name != name)
    monkeypatch.setattr(checks, "CHECKS", others)
    audit(evidence)


def test_all_findings_are_named_at_once() -> None:
    """Three faults, three findings in one message."""
    acts = swapped(6, disposition="disqualifying")
    acts = (replace(acts[0], price=3.0), *acts[1:-1], replace(acts[-1], shares=1_001))
    with pytest.raises(AuditFailure) as failure:
        audit(Evidence(house(), acts))
    for name in ("strikes", "shares held", "dispositions"):
        assert f"({name})" in str(failure.value)


def test_a_gift_of_shares_just_exercised_is_refused() -> None:
    """Charity may have the kind, and the household gives as much: held too short."""
    given = sold(G_2026, "G", "2026-03-01", 50, kind="give")
    with pytest.raises(AuditFailure, match=r"held long enough \(gifts\)"):
        audit(Evidence(house(), (ACTS[0], given)))


def test_no_more_than_granted_even_if_vesting_is_recounted_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The grant's own number stands against a recount that doubles every vesting."""
    right = walk.option_counts

    def doubled(*of: Any) -> dict[str, OptionCount]:
        return {
            name: replace(
                count, vestings=tuple((day, 2 * n) for day, n in count.vestings)
            )
            for name, count in right(*of).items()
        }

    monkeypatch.setattr(walk, "option_counts", doubled)
    later = Act(date(2027, 3, 1), "exercise", "G", "G", "G 2027-03-01", 1_000, 2.0)
    acts = (replace(ACTS[0], shares=1_500), later)
    with pytest.raises(AuditFailure, match="2,000 are left of those granted"):
        audit(Evidence(house(), acts))


SECOND_FAULTS: dict[str, tuple[str, Fault]] = {
    "a bound that the solver did not prove": (
        "value",
        of_plan(objective=lambda told: told.model_copy(update=beyond(told))),
    ),
    "optimal with a gap": (
        "value",
        lambda planned, _: replace(planned, optimal_within=-1.0),
    ),
    "proven in fractions without a proof": (
        "value",
        lambda planned, patch: replace(
            of_plan(status=lambda _: "proven_in_fractions")(planned, patch),
            fractions_gap=planned.optimal_within + 0.01,
        ),
    ),
    "a gap that is no such part of the value": (
        "value",
        of_plan(objective=plus(gap_part=1e-6)),
    ),
    "cash that comes and goes on one day": (
        "first year's cash",
        of_plan(set_aside=lambda asked: (*asked, *there_and_back(asked[0]))),
    ),
    "an exercise that is called a disposition": (
        "dispositions",
        by(lambda: changed(0, disposition="qualifying")),
    ),
    "a sale with an election": ("elections", by(lambda: changed(2, election_83b=True))),
}


def beyond(told: Any) -> dict[str, float]:
    """Return a bound 50 dollars too good for us, with the gap that fits it."""
    return {"bound": told.bound + 50.0, "gap": told.gap + 50.0}


def there_and_back(asked: Any) -> tuple[Any, Any]:
    """Return the same cash twice, once with its sign turned."""
    return (
        asked.model_copy(update={"amount": 9_999.0}),
        asked.model_copy(update={"amount": -9_999.0}),
    )


@pytest.mark.parametrize("name", SECOND_FAULTS)
def test_a_second_fault_of_a_check(
    name: str, planned: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a check looks at besides; it refuses this as well."""
    check, fault = SECOND_FAULTS[name]
    with pytest.raises(AuditFailure, match=rf"\({check}\)"):
        audit(fault(planned, monkeypatch))


def test_the_bound_shown_is_the_one_that_was_proven(
    planned: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where a gap as large may be called optimal."""
    _, fault = SECOND_FAULTS["a bound that the solver did not prove"]
    evidence = replace(fault(planned, monkeypatch), optimal_within=1_000.0)
    with pytest.raises(AuditFailure, match="the bound is shown as"):
        audit(evidence)
