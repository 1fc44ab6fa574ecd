"""How each figure of a state's file becomes a part of :class:`StateLaw`."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from isoplan.models.amounts.allowance import Allowance
from isoplan.models.amounts.amounts import RateSchedule
from isoplan.models.law.federal_law import AmtLaw
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_law import DeductionElection
from isoplan.models.law.state_rules import (
    AmtForm,
    BracketRecapture,
    ClassLaw,
    DeductionAddback,
    DeductionCredit,
    GainLaw,
    ItemizedLaw,
    Itemizing,
    LostShare,
    LowIncomeLaw,
    LowIncomeTable,
    Recapture,
    StateAmtLaw,
    TaxJump,
)

Raw: TypeAlias = Any
"""What TOML gives: a number, text, a list or a table."""

Grow: TypeAlias = Callable[[Raw], Raw]
"""Brings dollars, or dollars in lists, to the year asked for."""

Build: TypeAlias = Callable[[Raw, Grow], Any]
"""Makes a part of the law from a figure."""


def _schedule(raw: Raw, grow: Grow) -> RateSchedule:
    return RateSchedule(starts=grow(raw["starts"]), rates=tuple(raw["rates"]))


def _allowance(raw: Raw, grow: Grow) -> Allowance:
    if not isinstance(raw, Mapping):
        return Allowance(grow(raw))
    dollars = {"amount", "over", "least", "limits"}
    return Allowance(**_fields(raw, grow, dollars))


def _fields(raw: Raw, grow: Grow, dollars: set[str]) -> dict[str, Any]:
    """Return a table's fields, those that are dollars grown, lists as tuples."""
    return {
        name: grow(value)
        if name in dollars
        else (tuple(value) if isinstance(value, list) else value)
        for name, value in raw.items()
    }


def _itemized(raw: Raw, grow: Grow) -> ItemizedLaw:
    given = _fields(raw, grow, {"cap", "none_over", "payroll_tax_base"})
    given["kind"] = Itemizing(given["kind"])
    if "lost" in given:
        given["lost"] = _schedule(given["lost"], grow)
    given["lost_shares"] = tuple(
        LostShare(**_fields(each, grow, {"start"}))
        for each in given.get("lost_shares", ())
    )
    return ItemizedLaw(**given)


def _recaptures(raw: Raw, grow: Grow) -> tuple[Recapture, ...]:
    dollars = {"start", "step", "per_step", "most"}
    return tuple(Recapture(**_fields(each, grow, dollars)) for each in raw)


def _jumps(raw: Raw, grow: Grow) -> tuple[TaxJump, ...]:
    return tuple(TaxJump(**_fields(each, grow, {"over", "amount"})) for each in raw)


def _election(raw: Raw, grow: Grow) -> DeductionElection:
    return DeductionElection(raw)


def _low_income(raw: Raw, grow: Grow) -> LowIncomeLaw:
    given = _fields(raw, grow, {"limit", "per_dependent"})
    given["steps"] = tuple(map(tuple, given.get("steps", ())))
    return LowIncomeLaw(**given)


def _table(part: type, dollars: set[str]) -> Build:
    return lambda raw, grow: part(**_fields(raw, grow, dollars))


def _dollars(raw: Raw, grow: Grow) -> float:
    return float(grow(raw))


def _as_it_is(raw: Raw, grow: Grow) -> Raw:
    """Return a figure without dollars."""
    return raw


FIGURES: dict[str, Build] = {
    "no_income_tax": _as_it_is,
    "spread_at_exercise": _as_it_is,
    "brackets": _schedule,
    "gain_brackets": _schedule,
    "standard_deduction": _allowance,
    "itemized": _itemized,
    "deduction_election": _election,
    "income_after_excluded_gain": _as_it_is,
    "personal_exemption": _allowance,
    "dependent_exemption": _allowance,
    "personal_credit": _allowance,
    "dependent_credit": _allowance,
    "further_dependent_exemption": _allowance,
    "taxable_income_credit": _allowance,
    "property_tax_credit": _allowance,
    "property_tax_counted": _dollars,
    "low_income": _low_income,
    "low_income_table": _table(LowIncomeTable, {"no_tax_to", "first_row", "first_tax"}),
    "low_income_table_of_two": _table(
        LowIncomeTable, {"no_tax_to", "first_row", "first_tax"}
    ),
    "filing_tax": _allowance,
    "losses_in_full": _as_it_is,
    "federal_tax_deduction": _allowance,
    "federal_tax_share": _allowance,
    "federal_tax_limit": _as_it_is,
    "jumps": _jumps,
    "small_business_gain_taxed": _as_it_is,
    "gains": _table(GainLaw, {"excluded_amount", "wholly_excluded_over"}),
    "classes": _table(ClassLaw, set()),
    "surtax": _schedule,
    "investment_surtax": _schedule,
    "gain_surtax": lambda raw, grow: (grow(raw["over_agi"]), float(raw["rate"])),
    "recaptures": _recaptures,
    "bracket_recapture": _table(BracketRecapture, set()),
    "addback": _table(DeductionAddback, set()),
    "deduction_credit": _table(DeductionCredit, {"per_dependent", "lost_over"}),
    "itemized_credit_rate": _as_it_is,
    "itemizer_credit": _dollars,
    "tax_credit_share": _allowance,
    "amt": _as_it_is,
    "amt_exemption": _dollars,
    "amt_phase_out_start": _dollars,
    "amt_phase_out_rate": _as_it_is,
}
"""How to read each figure, by its name in the file."""


def amt_law(built: Mapping[str, Any], status: FilingStatus) -> StateAmtLaw | None:
    """Return the state's alternative minimum tax, put together from its figures.

    Args:
        built: Figures in force, by name.
        status: Whose figures.
    """
    if "amt" not in built:
        return None
    given = built["amt"]
    separately = status is FilingStatus.MARRIED_SEPARATELY
    return StateAmtLaw(
        form=AmtForm(given["form"]),
        figures=AmtLaw(
            exemption=built.get("amt_exemption", 0.0),
            phase_out_start=built.get("amt_phase_out_start", 0.0),
            phase_out_rate=built.get("amt_phase_out_rate", 0.0),
            rates=RateSchedule((0.0,), (given["rate"],)),
            separate_addition=given.get("separate_addition", False) and separately,
        ),
        rate_of_income=given.get("rate_of_income", 0.0),
        credit_rate=given.get("credit_rate", 0.0),
    )
