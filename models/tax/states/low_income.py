"""What states take off the tax of low incomes and of those who pay property tax."""

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.amounts.steps import rounded_up, share_above
from isoplan.models.law.state_law import StateLaw
from isoplan.models.law.state_rules import LowIncomeTable
from isoplan.models.tax.states.filer import StateFiler


def low_income_tax(
    tax: Amount, income: Amount, filer: StateFiler, law: StateLaw
) -> Amount:
    """Return what a low income owes of the tax (dollars); all of it at other incomes.

    A share of the tax is a product of two amounts that move. Smoothed, it is a line of
    tax from the limit on, up to the tax.

    Args:
        tax: Tax after credits, dollars.
        income: The income that the state measures, dollars.
        filer: The filer's year.
        law: Figures of the state.

    Source: KRS 141.066 (Kentucky, Schedule ITC); W. Va. Code 11-21-22 (Schedule FTC-1);
        72 P.S. 7304 (Pennsylvania, Schedule SP); N.J.S.A. 54A:2-4; M.G.L. c. 62 s. 5.
    """
    rule = law.low_income
    if rule is None:
        return tax
    counted = lesser_of(filer.dependents, rule.most_dependents)
    limit = rule.limit + rule.per_dependent * counted
    if law.smooth or not rule.steps:
        return lesser_of(tax, rule.per_dollar * excess(income, limit))
    due: Amount = 0.0
    before = 0.0
    for times, dollars, share in rule.steps:
        above = share_above(income, times * limit + dollars, smooth=False)
        due, before = due + (share - before) * above, share
    return tax * due


def _by_rows(income: Amount, table: LowIncomeTable) -> Amount:
    """Return the tax that a low income table shows (dollars)."""
    rows = rounded_up(excess(income, table.first_row), table.row, smooth=False)
    tax = table.first_tax + table.rate * rows
    return tax * share_above(income, table.no_tax_to, smooth=False)


def table_or_brackets(
    tax: Amount, income: Amount, filer: StateFiler, law: StateLaw
) -> Amount:
    """Return the tax by the brackets or by the low income table, whichever is less.

    Smoothed, the rows are a line from the income on that owes tax.

    Args:
        tax: Tax by the brackets, dollars.
        income: Income before deductions, dollars.
        filer: The filer's year; the number of dependents decides which table it is.
        law: Figures of the state.

    Source: Ark. Code 26-51-301; AR1000F instructions, low income tax tables.
    """
    few, many = law.low_income_table, law.low_income_table_of_two
    if few is None or many is None:
        return tax
    if law.smooth:
        table = many if filer.dependents > 1 else few
        line = table.per_dollar * excess(income, table.no_tax_to)
        return lesser_of(tax, line)
    of_two = share_above(filer.dependents, 1, smooth=False)
    by_rows = _by_rows(income, few) * (1.0 - of_two) + _by_rows(income, many) * of_two
    return lesser_of(tax, by_rows)


def property_tax_credit(agi: Amount, filer: StateFiler, law: StateLaw) -> Amount:
    """Return the credit for real estate taxes (dollars); zero in most states.

    Source: C.G.S. 12-704c (Connecticut); 35 ILCS 5/208 (Illinois); Wis. Stat. 71.07(9)
        (Wisconsin).
    """
    if not law.property_tax_credit.amount:
        return 0.0
    taxes = lesser_of(filer.real_estate_taxes, law.property_tax_counted)
    return law.property_tax_credit(agi) * taxes
