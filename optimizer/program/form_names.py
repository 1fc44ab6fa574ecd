"""Names of a traced problem's amounts, by form, line and year.

The law does not know that it is traced. When it is done, its forms are walked in their
order, and each line names the amounts and kinks that are its own.
"""

from collections.abc import Sequence

from isoplan.models.tax.forms.minimum_tax_credit import CreditInTotals
from isoplan.optimizer.pricing.tax_payments import TaxedYear
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.program.names import name_fields
from isoplan.optimizer.tracing.expression import Expression, Max
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.printing import slug_of


def name_forms(graph: Graph, years: Sequence[YearReturns]) -> None:
    """Name every line of every year's forms: ``form_6251_line_18_2027``.

    A state's begin with its code: ``ca_taxable_income_2027``.
    """
    for year in years:
        when = year.node.year
        exclusion = year.tax.exclusion_items
        name_fields(graph, year.tax.form_1040, "form_1040", when)
        name_fields(graph, year.tax.form_6251, "form_6251", when)
        name_fields(graph, exclusion, "form_6251_exclusion_items", when)
        name_fields(graph, year.tax, "", when)
        name_fields(graph, year.income, "", when)
        for state in year.states:
            code = state.law.state.lower()
            name_fields(graph, state.tax.minimum_tax, f"{code}_amt", when)
            name_fields(graph, state.tax, code, when)
            if state.filer.federal is not year.tax:
                name_fields(graph, state.filer.federal, f"{code}_federal", when)


def name_totals_later(
    graph: Graph, label: str, year: int, credit: CreditInTotals
) -> None:
    """Have :func:`_name_totals` called when a name is first asked for."""
    graph.name_later(lambda: _name_totals(graph, label, year, credit))


def _name_totals(graph: Graph, label: str, year: int, credit: CreditInTotals) -> None:
    """Name the running totals through a year, and the amounts they choose between.

    Args:
        graph: Of the traced amounts.
        label: Whose tax it is.
        year: The year.
        credit: The totals with it and without it.

    Source: the two lines of :func:`~isoplan.models.tax.forms.form_8801.running_credit`.
    """
    before, after = credit.before, credit.carried
    paid, unrecoverable = (
        (before.paid, f"{label}_paid_before_{year}"),
        (before.unrecoverable, f"{label}_unrecoverable_before_{year}"),
    )
    choices = (
        (after.paid, 0, paid, "tentative_minimum_tax"),
        (after.paid, 1, unrecoverable, "regular_tax"),
        (after.unrecoverable, 1, unrecoverable, "tax_not_credited"),
    )
    for total, place, earlier, what in choices:
        sides = _sides(graph, total)
        if sides:
            _name_side(graph, sides[place], earlier, f"{label}_{what}_{year}")
    name_fields(graph, after, label, f"through_{year}")


def _sides(graph: Graph, total: Expression) -> list[Expression]:
    """Return the two amounts of which a total is the larger or the smaller one."""
    if len(total.terms) != 1:
        return []
    ((number, sign),) = total.terms.items()
    atom = graph.atoms[number]
    return [atom.a * sign, atom.b * sign] if isinstance(atom, Max) else []


def _name_side(
    graph: Graph, side: Expression, earlier: tuple[Expression, str], added: str
) -> None:
    """Name an amount that is a total of before and what this year adds to it."""
    total, name = earlier
    more = side - total
    graph.name(more, added)
    added = graph.label_of(more) or added
    if total.terms:
        graph.name(side, f"{name}_plus_{added}")
    elif total.constant < 0.0:
        graph.name(side, f"{added}_less_{slug_of(-total.constant)}")


def name_taxes(graph: Graph, years: Sequence[TaxedYear]) -> None:
    """Name each year's taxes: ``income_tax_after_credits_2027``."""
    for year in years:
        name_fields(graph, year, "", f"after_credits_{year.node.year}")
