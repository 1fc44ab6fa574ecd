"""The household-years of a file, worked out: cases one by one, chains year by year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from isoplan.models.base.units import FileModel
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.returns.elections import OtherDeduction, other_deductions
from isoplan.models.returns.file import Case, Chain
from isoplan.models.returns.outputs import (
    CARRIED,
    OF_STATES,
    OUTPUTS,
    STATE_CARRIED,
    StateReturns,
    group_returns,
    household_outputs,
)
from isoplan.models.returns.table import (
    CREDITS,
    SMALL_BUSINESS_USED,
    Column,
    household_columns,
)
from isoplan.models.tax.chain import Link, StateCredits, along
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8801 import Form8801
from isoplan.models.tax.forms.year_income import YearIncome

Forms = TypeVar("Forms")
"""Dataclasses of amounts, down to the amounts themselves."""

(STATE_CREDIT,) = STATE_CARRIED
"""Column of the credit of the state lived in."""

BLOCK = 1_000
"""Household-years whose fields are read together."""

FIELDS = (
    "wages",
    "medicare_wages",
    "other_income",
    "taxable_income",
    "interest",
    "qualified_dividends",
    "short_term_gain",
    "long_term_gain",
    "short_term_gain_amt",
    "long_term_gain_amt",
    "iso_bargain_element",
    "iso_ordinary_income",
    "iso_ordinary_income_later",
    "minimum_tax_credit",
    "dependents",
    "children_under_17",
    "other_credits",
    "state_minimum_tax_credit",
)
"""Columns that are fields of a household-year, of the same name."""

WITH_LOSSES = {
    "short_term_gain": "short_term_gain_regular",
    "long_term_gain": "long_term_gain_regular",
}
"""Columns, and the fields they are read from where gains include losses carried in."""

DEDUCTION_FIELDS = {
    "state_and_local_taxes": "state_and_local_taxes",
    "real_estate_taxes": "real_estate_taxes",
    "other_deductions": "other",
    "gifts": "gifts",
}
FORM_6251_FIELDS = {
    "amt_exclusion_items": "exclusion_items",
    "amt_deferral_items": "deferral_items",
    "foreign_tax_credit": "line_10_foreign_tax_credit",
    "amt_foreign_tax_credit": "line_8",
}
LOSS_FIELDS = {
    "short_term_loss": "short_term",
    "long_term_loss": "long_term",
    "amt_short_term_loss": "amt_short_term",
    "amt_long_term_loss": "amt_long_term",
}
_SMALL_BUSINESS = (
    "earlier",
    "half",
    "three_quarters",
    "whole",
    "basis_earlier",
    "basis_later",
    "used",
)
SMALL_BUSINESS_FIELDS = {f"small_business_{name}": name for name in _SMALL_BUSINESS} | {
    f"amt_small_business_{name}": f"amt_{name}" for name in _SMALL_BUSINESS
}
SECTION_1244_FIELDS = {
    f"{system}section_1244_{term}_loss": f"{system}{term}"
    for system in ("", "amt_")
    for term in ("short_term", "long_term")
}
"""Columns, and the fields of a table inside."""


@dataclass(frozen=True, slots=True)
class CaseReturns:
    """One household-year with its forms; all amounts are floats.

    Attributes:
        case: What was asked.
        law: Figures of its year and filing status.
        income: What went in, what was left out filled in.
        tax: The forms.
        credit: Form 8801.
        state: The state's part; None without a state.
        other: The deduction not taken; None where there is nothing to itemize.
    """

    case: Case
    law: FederalLaw
    income: YearIncome
    tax: FederalReturn
    credit: Form8801
    state: StateReturns | None = None
    other: OtherDeduction | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Household-years as columns; what is left out is NaN."""

    year: NDArray[np.int_]
    filing_status: NDArray[np.str_]
    state: NDArray[np.str_]
    deduction: NDArray[np.str_]
    deducts_state_tax: NDArray[np.bool_]
    amounts: dict[str, Column]

    def outputs(self, places: slice | NDArray[np.int_]) -> dict[str, Column]:
        """Work out the household-years that stand at these places."""
        return household_outputs(
            self.year[places],
            self.filing_status[places],
            {name: each[places] for name, each in self.amounts.items()},
            self.state[places],
            self.deduction[places],
            self.deducts_state_tax[places],
        )


def case_outputs(cases: Sequence[Case]) -> dict[str, Column]:
    """Return the outputs of household-years, in their order (dollars, by name)."""
    return _asked(cases).outputs(slice(None))


def chain_outputs(chains: Sequence[Chain]) -> dict[str, Column]:
    """Return the outputs of each chain's years, credit and losses carried.

    They come chain by chain and year by year (dollars, by name).
    """
    return _followed(chains, _asked(_years(chains)))


def case_returns(cases: Sequence[Case]) -> list[CaseReturns]:
    """Return the forms of each household-year, in the same order."""
    return _forms(cases, _asked(cases))


def chain_returns(chains: Sequence[Chain]) -> list[list[CaseReturns]]:
    """Return the forms of each chain's years, credit and losses carried."""
    asked = _asked(_years(chains))
    _followed(chains, asked)
    returns = iter(_forms(_years(chains), asked))
    return [[next(returns) for _ in chain.years] for chain in chains]


def _years(chains: Sequence[Chain]) -> list[Case]:
    return [case for chain in chains for case in chain.years]


@dataclass(frozen=True, slots=True)
class _Carried:
    """What chains carry into their next years; each column of length n chains.

    Attributes:
        columns: Dollars by the names in ``CARRIED``.
        states: The credits that states owe, as columns.
    """

    columns: dict[str, Column]
    states: StateCredits


def _followed(chains: Sequence[Chain], asked: _Asked) -> dict[str, Column]:
    """Return the outputs of chains, and fill in what their years carry in.

    The first years of all chains are worked out together, then the second ones, and so
    on.
    """
    lengths = np.array([len(chain.years) for chain in chains], dtype=int)
    first = np.cumsum(lengths) - lengths
    carries_losses = np.array([chain.carries_losses for chain in chains], dtype=bool)
    outputs = {name: np.zeros(asked.year.size) for name in OUTPUTS | OF_STATES}

    def work(step: Link, before: _Carried) -> _Carried:
        going = np.flatnonzero(lengths > step.index)
        places = first[going] + step.index
        for name, column in before.columns.items():
            asked.amounts[name][places] = column[going]
        _owe(asked, before.states, going, places)
        for name, amounts in asked.outputs(places).items():
            outputs[name][places] = amounts
        after = {name: np.zeros(len(chains)) for name in CARRIED}
        for name, column in after.items():
            always = name in (*CREDITS, *SMALL_BUSINESS_USED)
            goes_on = carries_losses[going] | always
            column[going] = np.where(goes_on, outputs[name][places], 0.0)
        return _Carried(after, _owed(asked, before.states, outputs, going, places))

    steps = [Link(step) for step in range(max(lengths, default=0))]
    along(steps, _brought(asked, first), work, lambda after: after)
    return outputs


def _brought(asked: _Asked, first: NDArray[np.int_]) -> _Carried:
    """Return what the first years of chains say that they carry in."""
    credit, state = asked.amounts[STATE_CREDIT][first], asked.state[first]
    return _Carried(
        {name: asked.amounts[name][first] for name in CARRIED},
        StateCredits(lambda code: np.where(state == code, credit, 0.0)),
    )


def _owe(
    asked: _Asked,
    states: StateCredits,
    going: NDArray[np.int_],
    places: NDArray[np.int_],
) -> None:
    """Fill in the credit that the state lived in owes.

    Args:
        asked: Household-years of chains.
        states: The credits that states owe.
        going: Numbers of the chains that have such a year.
        places: Where that year stands among all.
    """
    for code in np.unique(asked.state[places]).tolist():
        here = asked.state[places] == code
        asked.amounts[STATE_CREDIT][places[here]] = states.of(code)[going[here]]


def _owed(
    asked: _Asked,
    states: StateCredits,
    outputs: dict[str, Column],
    going: NDArray[np.int_],
    places: NDArray[np.int_],
) -> StateCredits:
    """Return the credits that states owe after the year; arguments as in `_owe`."""
    for code in np.unique(asked.state[places]).tolist():
        here = asked.state[places] == code
        credit = states.of(code).copy()
        credit[going[here]] = outputs[STATE_CREDIT][places[here]]
        states = states.after(code, credit)
    return states


def _asked(cases: Sequence[Case]) -> _Asked:
    """Return household-years as columns, read block by block.

    Each column is a walk over all household-years; those of a block are still at hand
    in the processor's cache for the next column.
    """
    starts = range(0, max(len(cases), 1), BLOCK)
    blocks = [_columns(cases[start : start + BLOCK]) for start in starts]
    return _Asked(
        np.concatenate([block.year for block in blocks]),
        np.concatenate([block.filing_status for block in blocks]),
        np.concatenate([block.state for block in blocks]),
        np.concatenate([block.deduction for block in blocks]),
        np.concatenate([block.deducts_state_tax for block in blocks]),
        {
            name: np.concatenate([block.amounts[name] for block in blocks])
            for name in blocks[0].amounts
        },
    )


def _columns(cases: Sequence[Case]) -> _Asked:
    """Return a block of household-years as columns."""
    households = [case.household for case in cases]
    amounts = {name: np.zeros(len(cases)) for name in (*CARRIED, *STATE_CARRIED)}
    amounts |= _table(households, dict(zip(FIELDS, FIELDS, strict=True)))
    for name, including in _table(households, WITH_LOSSES).items():
        amounts[name] = np.where(np.isnan(including), amounts[name], including)
    deductions = [household.itemized_deductions for household in households]
    losses = [household.loss_carryover for household in households]
    stock = [household.small_business_gain for household in households]
    failed = [household.section_1244_loss for household in households]
    return _Asked(
        np.array([household.year for household in households], dtype=int),
        np.array([household.filing_status for household in households], dtype=str),
        np.array([household.state or "" for household in households], dtype=str),
        np.array([household.election for household in households], dtype=str),
        np.array([household.state_tax_deducted for household in households], bool),
        amounts
        | _table(deductions, DEDUCTION_FIELDS)
        | _table([household.form_6251 for household in households], FORM_6251_FIELDS)
        | _table(losses, LOSS_FIELDS)
        | _table(stock, SMALL_BUSINESS_FIELDS)
        | _table(failed, SECTION_1244_FIELDS),
    )


def _table(
    items: Sequence[FileModel | None], names: Mapping[str, str]
) -> dict[str, Column]:
    """Return columns by name, read from fields; NaN where field or item is None."""
    places = np.array([item is not None for item in items], dtype=bool)
    given = [item for item in items if item is not None]
    fields_of = [vars(item) for item in given]
    columns = {name: np.full(len(items), np.nan) for name in names}
    for name, field in names.items() if given else ():
        if field in fields_of[0]:
            columns[name][places] = _column(map(itemgetter(field), fields_of))
        else:  # a property
            columns[name][places] = _column(map(attrgetter(field), given))
    return columns


def _column(amounts: Iterable[float | None]) -> Column:
    """Return amounts as a column, NaN for None."""
    return np.array([*amounts], dtype=float)


def _forms(cases: Sequence[Case], asked: _Asked) -> list[CaseReturns]:
    """Return the forms of each household-year alone."""
    columns = household_columns(
        asked.year,
        asked.filing_status,
        asked.amounts,
        asked.state,
        asked.deduction,
        asked.deducts_state_tax,
    )
    found: dict[int, CaseReturns] = {}
    itemizes, taxes = np.zeros(len(cases), dtype=bool), np.zeros(len(cases))
    for places, returns in group_returns(columns):
        itemizes[places], taxes[places] = returns.itemizes, returns.all_tax
        for number, place in enumerate(places.tolist()):
            found[place] = CaseReturns(
                cases[place],
                returns.law,
                _element(returns.income, number),
                _element(returns.tax, number),
                _element(returns.credit, number),
                _state_element(returns.state, number),
            )
    other = other_deductions(columns, itemizes, taxes)
    return [replace(found[at], other=other.get(at)) for at in range(len(cases))]


def _state_element(state: StateReturns | None, number: int) -> StateReturns | None:
    """Return one household's part of a state's forms."""
    if state is None:
        return None
    tax, credit = _element(state.tax, number), _element(state.credit, number)
    return StateReturns(state.law, tax, credit)


def _is_amount(forms: object) -> bool:
    """Return whether this is an amount itself, not a dataclass of them."""
    return not is_dataclass(forms)


def _element(forms: Forms, number: int) -> Forms:
    """Return the forms of one household out of those of several.

    An amount that is the same for all of them, such as a standard deduction, may stand
    there once.
    """
    each: Any = forms
    if each is None or isinstance(each, bool):  # nothing itemized; what is no amount
        return forms
    if _is_amount(each):
        return cast("Forms", float(each[number] if np.ndim(each) else each))
    amounts = {
        line.name: _element(getattr(each, line.name), number) for line in fields(each)
    }
    return cast("Forms", replace(each, **amounts))
