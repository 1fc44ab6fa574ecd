"""Tax returns of household-years: what ``isoplan tax`` works out, as objects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from isoplan.models.results.display import (
    Column,
    Displayed,
    Row,
    ShownTable,
    table_of,
)
from isoplan.models.results.number_text import dollars
from isoplan.models.returns.inputs import HouseholdYear

NOT_OUTPUTS = ("id", "year", "inputs", "outputs")
"""Fields of an entry that are not amounts carried on."""

RETURN_COLUMNS = (
    Column("status", "filing_status", cell=str),
    Column("state", "state", only_if="state", cell=str),
    Column("regular tax $", "regular_tax"),
    Column("TMT $", "tentative_minimum_tax"),
    Column("AMT $", "amt"),
    Column("NIIT $", "niit"),
    Column("credit used $", "credit_used", only_if="credit_used"),
    Column("state tax $", "state_total_tax", only_if="state"),
)
"""The returns as a table."""


@dataclass(frozen=True, slots=True, repr=False)
class TaxReturn(Displayed):
    """The tax of one household's year.

    Attributes:
        label: The ``id`` of the household or its chain; None if it has none.
        year: Tax year.
        filing_status: As in the inputs.
        state: Code of the state; empty for federal tax alone.
        inputs: As they were given.
        outputs: Lines of the forms, dollars, by the names of ``isoplan tax --json``;
            and ``deduction_taken``, a word.
    """

    label: object
    year: int
    filing_status: str
    state: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]

    def __getitem__(self, line: str) -> Any:  # noqa: ANN401 - dollars, or a word
        """Return a line of the forms, dollars: ``tax_return["amt"]``."""
        return self.outputs[line]

    def __repr__(self) -> str:
        """Return year, status and the two taxes, short."""
        return f"<TaxReturn {self.answer()}>"

    def answer(self) -> str:
        """Return the return in a few words."""
        said = (
            f"{_name(self)} {self.filing_status.replace('_', ' ')}: regular tax "
            f"{dollars(self['regular_tax'])}, AMT {dollars(self['amt'])}"
        )
        if self.state:
            said += f", {self.state} tax {dollars(self['state_total_tax'])}"
        return said

    def to_rows(self) -> list[Row]:
        """Return one plain row: who and when, then every output."""
        who = {
            "id": self.label,
            "year": self.year,
            "filing_status": self.filing_status,
            "state": self.state,
        }
        return [who | dict(self.outputs)]

    def table(self) -> ShownTable:
        """Return one row an output."""
        rows = tuple(
            (
                name.replace("_", " "),
                amount if isinstance(amount, str) else f"{amount:,.2f}",
            )
            for name, amount in self.outputs.items()
        )
        return ShownTable(("line", "$"), rows, left=1)


@dataclass(frozen=True, slots=True, repr=False)
class TaxReturns(Displayed, Sequence[TaxReturn]):
    """The tax of one or more household-years, in the order asked for.

    Attributes:
        returns: One a household-year; a chain's years follow each other.
        entries: What ``isoplan tax --json`` prints: one a household, or one a chain.
    """

    returns: tuple[TaxReturn, ...]
    entries: tuple[dict[str, Any], ...]

    @classmethod
    def of(
        cls, entries: Sequence[dict[str, Any]], households: Sequence[HouseholdYear]
    ) -> "TaxReturns":
        """Return the returns that entries hold.

        Args:
            entries: As printed, a chain with its years in one entry.
            households: The checked inputs of every year, in the same order.
        """
        years = [
            (entry.get("id"), year)
            for entry in entries
            for year in entry.get("years", [entry])
        ]
        returns = tuple(
            _return(label, year, household)
            for (label, year), household in zip(years, households, strict=True)
        )
        return cls(returns, tuple(entries))

    @overload
    def __getitem__(self, place: int) -> TaxReturn: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[TaxReturn, ...]: ...

    def __getitem__(self, place: int | slice) -> TaxReturn | tuple[TaxReturn, ...]:
        """Return a household-year by its place."""
        return self.returns[place]

    def __len__(self) -> int:
        """Return how many household-years there are."""
        return len(self.returns)

    def __iter__(self) -> Iterator[TaxReturn]:
        """Return the household-years in their order."""
        return iter(self.returns)

    def __repr__(self) -> str:
        """Return what there is, short."""
        if len(self) == 1:
            return f"<TaxReturns: {self.answer()}>"
        return f"<TaxReturns of {self.answer()}>"

    def answer(self) -> str:
        """Return the only return, or how many there are."""
        if len(self) == 1:
            return self.returns[0].answer()
        return f"{len(self):,} household-years"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return plain entries, the same that ``isoplan tax --json`` prints."""
        return [dict(entry) for entry in self.entries]

    def to_rows(self) -> list[Row]:
        """Return one plain row a household-year, for a data frame.

        Each has ``id``, ``year``, ``filing_status`` and ``state``, then the outputs. An
        output that was not asked of a household is missing in its row.
        """
        return [row for each in self.returns for row in each.to_rows()]

    def table(self) -> ShownTable:
        """Return one row a household-year."""
        label = ("household", _name)
        return table_of(RETURN_COLUMNS, self.returns, label, left=1, read=_read)


def _read(tax_return: TaxReturn, field: str) -> Any:  # noqa: ANN401 - text or dollars
    """Return a field of a return, or an output; one that it lacks is zero."""
    if field in ("filing_status", "state"):
        return getattr(tax_return, field)
    return tax_return.outputs.get(field, 0.0)


def _name(tax_return: TaxReturn) -> str:
    """Return the household's label, if it has one, and the year."""
    label = "" if tax_return.label is None else f"{tax_return.label} "
    return f"{label}{tax_return.year}"


def _return(
    label: object, entry: Mapping[str, Any], household: HouseholdYear
) -> TaxReturn:
    """Return one household-year's return, what it carries on among its outputs."""
    carried = {name: entry[name] for name in entry if name not in NOT_OUTPUTS}
    return TaxReturn(
        label=label,
        year=household.year,
        filing_status=str(household.filing_status),
        state=household.state or "",
        inputs=entry["inputs"],
        outputs={**entry["outputs"], **carried},
    )
