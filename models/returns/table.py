"""Household-years as columns: one array for each kind of amount."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isoplan.models.base.problems import listed, named_remedy
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES
from isoplan.models.returns.inputs import BETTER, ITEMIZED, STANDARD
from isoplan.models.tax.forms.federal_return import Carryovers
from isoplan.models.tax.forms.form_6251 import ForeignTaxCredits
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.schedule_d import Carryover
from isoplan.models.tax.forms.year_income import YearIncome

Column: TypeAlias = NDArray[np.float64]
"""Dollars of each household; length n."""

Places: TypeAlias = NDArray[np.intp]
"""Where some of the households stand in the columns."""

NAMES_OF_INPUTS = {
    "amt_short_term_gain": "short_term_gain_amt",
    "amt_long_term_gain": "long_term_gain_amt",
}
"""Attributes of `YearIncome` whose columns are called as in the files."""

INCOME = {
    NAMES_OF_INPUTS.get(each.name, each.name): each.name
    for each in fields(YearIncome)
    if each.name not in ("itemized", "itemizes", "credits", "foreign_tax_credits")
}
"""Columns, and the attributes of `YearIncome` that they are."""

DEDUCTIONS = (
    "state_and_local_taxes",
    "real_estate_taxes",
    "other_deductions",
    "gifts",
)
"""Columns of Schedule A."""

FOREIGN_TAX = ("foreign_tax_credit", "amt_foreign_tax_credit")
"""Columns that are the attributes of `ForeignTaxCredits`."""

TAXABLE_INCOME = "taxable_income"
"""Column of a taxable income from which the wages follow; NaN where it is not given."""

LOSSES = ("short_term_loss", "long_term_loss", "recognized")
AMT_LOSSES = ("amt_short_term_loss", "amt_long_term_loss", "amt_recognized")
"""Columns that are the attributes of `Carryover`, for both systems."""

SMALL_BUSINESS_USED = ("small_business_used", "amt_small_business_used")
"""Columns that are the attributes of `Carryovers` beside the losses."""

OF_A_STATE = ("state_minimum_tax_credit",)
"""Columns that a state's tax alone depends on."""

CLAIMS = ("dependents", "children_under_17", "other_credits")
"""Columns of what nonrefundable credits are claimed for; persons are counted."""

CREDITS = ("minimum_tax_credit",)

CARRIED_IN = (*CREDITS, *LOSSES, *AMT_LOSSES, *SMALL_BUSINESS_USED)

AMOUNTS = (
    *INCOME,
    *DEDUCTIONS,
    *FOREIGN_TAX,
    TAXABLE_INCOME,
    *CARRIED_IN,
    *OF_A_STATE,
    *CLAIMS,
)
"""Names that a column of amounts may have."""

SAME_AS = {
    "medicare_wages": "wages",
    "short_term_gain_amt": "short_term_gain",
    "long_term_gain_amt": "long_term_gain",
    **{
        f"amt_{name}": name
        for name in INCOME
        if name.startswith(("small_business", "section_1244"))
    },
    "amt_small_business_used": "small_business_used",
    "dependents": "children_under_17",
    "children_under_17": "dependents",
}
"""Columns that repeat another one where they are left out."""

STATUSES = tuple(FilingStatus)
STATUS_NAMES = tuple(status.value for status in STATUSES)
ELECTIONS = (BETTER, STANDARD, ITEMIZED)

NO_STATE = -1
"""Number of the state of a household without one."""


@dataclass(frozen=True, slots=True)
class HouseholdColumns:
    """Household-years, each column of one length n; made by `household_columns`.

    Attributes:
        year: Tax years.
        status: Numbers of the filing statuses in ``STATUSES``.
        state: Numbers of the states in ``STATES``, or ``NO_STATE``.
        itemizes: Whether the deductions of Schedule A are taken.
        open: Whether the deduction with the lower tax is still to be found.
        deducts_state_tax: Whether the state's own tax is one of the deductions.
        amounts: A column, dollars, for each name in ``AMOUNTS``.
    """

    year: NDArray[np.int_]
    status: NDArray[np.int_]
    state: NDArray[np.int_]
    itemizes: NDArray[np.bool_]
    open: NDArray[np.bool_]
    deducts_state_tax: NDArray[np.bool_]
    amounts: dict[str, Column]

    @property
    def may_itemize(self) -> NDArray[np.bool_]:
        """Return who has anything to itemize; nobody who asks for taxable income."""
        by_wages = np.isnan(self.amounts[TAXABLE_INCOME])
        return (self.has_deductions | self.deducts_state_tax) & by_wages

    @property
    def has_deductions(self) -> NDArray[np.bool_]:
        """Return who has deductions of Schedule A, a state's own tax left out."""
        columns = [self.amounts[name] != 0.0 for name in DEDUCTIONS]
        found: NDArray[np.bool_] = np.any(columns, axis=0)
        return found

    def groups(self) -> Iterator[Places]:
        """Yield the places of those of one year, status, deduction and state.

        Those with nothing to itemize stand apart.
        """
        kind = (self.year * len(STATUSES) + self.status) * 2 + self.itemizes
        kind = kind * 2 + self.deducts_state_tax
        kind = kind * 2 + (self.itemizes | self.has_deductions)
        kind = kind * (len(STATES) + 1) + self.state
        order = np.argsort(kind, kind="stable")
        starts = np.flatnonzero(np.diff(kind[order])) + 1
        yield from (places for places in np.split(order, starts) if places.size)

    def income(self, places: Places) -> YearIncome:
        """Return the income of households that all itemize, or none of them.

        With what may be itemized also where the federal return takes the standard
        deduction: a state may leave the choice free.
        """
        itemizes, itemized = bool(self.itemizes[places[0]]), None
        if itemizes or any(self.amounts[name][places[0]] for name in DEDUCTIONS):
            taxes, real_estate_taxes, other, gifts = self._of(DEDUCTIONS, places)
            itemized = ItemizedDeductions(
                taxes + real_estate_taxes, other, gifts if gifts.any() else None
            )
        columns = self._of(tuple(INCOME), places)
        income = dict(zip(INCOME.values(), columns, strict=True))
        foreign = ForeignTaxCredits(*self._of(FOREIGN_TAX, places))
        any_foreign = np.any(foreign.regular) or np.any(foreign.minimum)
        return YearIncome(
            **income,
            itemized=itemized,
            itemizes=itemizes,
            foreign_tax_credits=foreign if any_foreign else None,
            credits=self._claims(places),
        )

    def _claims(self, places: Places) -> CreditClaims | None:
        """Return what credits are claimed for; None where nobody claims any."""
        dependents, children, other = self._of(CLAIMS, places)
        if not (dependents.any() or other.any()):
            return None
        return CreditClaims(children, dependents - children, other)

    def losses(self, places: Places) -> Carryovers:
        """Return the losses, and the cap used, that some households carry in."""
        used, amt_used = self._of(SMALL_BUSINESS_USED, places)
        return Carryovers(
            regular=Carryover(*self._of(LOSSES, places)),
            amt=Carryover(*self._of(AMT_LOSSES, places)),
            small_business_used=used,
            amt_small_business_used=amt_used,
        )

    def at(self, places: Places, *, itemizes: bool) -> "HouseholdColumns":
        """Return some households, all of them itemizing or none."""
        return replace(
            self,
            year=self.year[places],
            status=self.status[places],
            state=self.state[places],
            itemizes=np.full(places.size, itemizes),
            open=np.full(places.size, fill_value=False),
            deducts_state_tax=self.deducts_state_tax[places],
            amounts={name: each[places] for name, each in self.amounts.items()},
        )

    def _of(self, names: tuple[str, ...], places: Places) -> list[Column]:
        return [self.amounts[name][places] for name in names]


def household_columns(
    year: ArrayLike,
    filing_status: ArrayLike,
    amounts: Mapping[str, ArrayLike],
    state: ArrayLike | None = None,
    deduction: ArrayLike | None = None,
    deducts_state_tax: ArrayLike | None = None,
) -> HouseholdColumns:
    """Check columns of household-years, and fill in what is left out.

    An amount is left out where its column is, and where it is NaN. It is then zero, or
    as ``SAME_AS`` says. Where all of ``DEDUCTIONS`` are left out and no state's tax is
    deducted, the better deduction is the standard one.

    Args:
        year: Whole numbers; length n.
        filing_status: Names such as ``"single"``; length n.
        amounts: Dollars by the names in ``AMOUNTS``; each of length n.
        state: Two-letter codes, empty where there is none; length n. None without any.
        deduction: Names of ``ELECTIONS``; length n. None for the better one.
        deducts_state_tax: Whether the state's own tax is itemized too; length n. None
            where it always is.

    Raises:
        ValueError: If a column is unknown, of another length, or holds what it cannot.
    """
    if unknown := sorted(amounts.keys() - set(AMOUNTS)):
        remedy = named_remedy(unknown[0], AMOUNTS, "columns")
        raise ValueError(f"no column of amounts is called {unknown[0]!r}; {remedy}")
    given = {name: np.asarray(each, dtype=float) for name, each in amounts.items()}
    years, statuses = np.asarray(year), np.asarray(filing_status, dtype=str)
    named = {"year": years, "filing_status": statuses}
    if state is not None:
        named["state"] = np.asarray(state, dtype=str)
    if deduction is not None:
        named["deduction"] = np.asarray(deduction, dtype=str)
    if deducts_state_tax is not None:
        named["deducts_state_tax"] = np.asarray(deducts_state_tax, dtype=bool)
    _check_lengths(named | given)
    states = named.get("state", np.full(years.shape, ""))
    elected = named.get("deduction", np.full(years.shape, BETTER))
    with_state_tax = named.get("deducts_state_tax", np.full(years.shape, True))
    state_numbers = _numbers("state", states, ("", *STATES), "states") + NO_STATE
    election = _numbers("deduction", elected, ELECTIONS, "deductions")
    with_state_tax = with_state_tax.astype(bool) & (state_numbers != NO_STATE)
    if years.size and years.dtype.kind not in "iu":
        raise ValueError(f"year holds {years.dtype} values, not whole numbers")
    filled = {name: given.get(name, np.full(years.size, np.nan)) for name in AMOUNTS}
    if infinite := [name for name, each in filled.items() if np.isinf(each).any()]:
        raise ValueError(f"{listed(infinite)} must be finite, or NaN if left out")
    any_given = ~np.all([np.isnan(filled[name]) for name in DEDUCTIONS], axis=0)
    for name, each in filled.items():
        if name == TAXABLE_INCOME:
            continue
        other = np.nan_to_num(filled[SAME_AS[name]]) if name in SAME_AS else 0.0
        filled[name] = np.where(np.isnan(each), other, each)
    return HouseholdColumns(
        year=years.astype(int),
        status=_numbers("filing_status", statuses, STATUS_NAMES, "filing statuses"),
        state=state_numbers,
        itemizes=election == ELECTIONS.index(ITEMIZED),
        open=(election == ELECTIONS.index(BETTER)) & (any_given | with_state_tax),
        deducts_state_tax=with_state_tax,
        amounts=filled,
    )


def _check_lengths(columns: Mapping[str, NDArray[np.generic]]) -> None:
    """See that every column has one entry a household."""
    wanted = columns["year"].shape
    wrong = [
        f"{name} has {_size(each.shape)}"
        for name, each in columns.items()
        if each.ndim != 1 or each.shape != wanted
    ]
    if wrong:
        raise ValueError(
            "every column needs one entry for each household: year has "
            f"{_size(wanted)}, but {listed(wrong)}"
        )


def _size(shape: tuple[int, ...]) -> str:
    return str(shape[0]) if len(shape) == 1 else f"the shape {shape}"


def _numbers(
    column: str, given: NDArray[np.str_], names: Sequence[str], what: str
) -> NDArray[np.int_]:
    """Return where each name stands among those that a column may hold."""
    numbers = np.full(given.size, -1)
    for number, name in enumerate(names):
        numbers[given == name] = number
    if (numbers < 0).any():
        unknown = str(given[numbers < 0][0])
        remedy = named_remedy(unknown, [name for name in names if name], what)
        raise ValueError(f"{column} holds {unknown!r}; {remedy}")
    return numbers
