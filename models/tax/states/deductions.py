"""A state's deduction: its standard one or its itemized ones, whichever is more."""

import math

from isoplan.models.amounts.amounts import (
    Amount,
    elected,
    excess,
    greater_of,
    lesser_of,
)
from isoplan.models.amounts.steps import (
    share_above,
    share_of_width,
    share_reached,
)
from isoplan.models.law.federal_figures import statute
from isoplan.models.law.state_law import DeductionElection, StartingPoint, StateLaw
from isoplan.models.law.state_rules import Itemizing
from isoplan.models.tax.states.filer import StateFiler


def itemized_before_limits(filer: StateFiler, law: StateLaw) -> Amount:
    """Return what a state lets the filer itemize (dollars), before its limits.

    State income tax is never part of it. Payroll taxes are those of one earner. A state
    that takes over the federal deductions takes over their limits too.
    """
    kind = law.itemized.kind
    if kind is Itemizing.AS_FEDERAL:
        return filer.federal_deduction + _payroll_taxes(filer, law)
    property_tax = {
        Itemizing.FULL: filer.real_estate_taxes,
        Itemizing.PROPERTY_TAX_ALONE: filer.real_estate_taxes,
        Itemizing.CAPPED: filer.capped_real_estate_taxes,
    }.get(kind, 0.0)
    without_others = kind in {Itemizing.NONE, Itemizing.PROPERTY_TAX_ALONE}
    others = 0.0 if without_others else filer.other_deductions
    allowed = property_tax + others + _payroll_taxes(filer, law)
    if math.isinf(law.itemized.cap):
        return allowed
    return lesser_of(allowed, law.itemized.cap)


def _payroll_taxes(filer: StateFiler, law: StateLaw) -> Amount:
    """Return payroll taxes that may be itemized (dollars); zero in most states.

    Source: Alabama Schedule A, FICA tax; Form MO-A Part 2, Mo. Rev. Stat. 143.141; IRC
        3101(a), (b).
    """
    base = law.itemized.payroll_tax_base
    if not base:
        return 0.0
    wages, rates = filer.income.medicare_wages, statute()
    social_security = rates.social_security_rate.value * lesser_of(wages, base)
    medicare = rates.medicare_rate.value * wages + filer.federal.additional_medicare_tax
    return social_security + medicare


def itemized_deductions(filer: StateFiler, agi: Amount, law: StateLaw) -> Amount:
    """Return itemized deductions after what high income takes from them (dollars).

    A share that is lost multiplies the deductions by a share of income. The product
    can be traced as long as the deductions do not depend on the decisions.

    Args:
        filer: The filer's year.
        agi: Adjusted gross income, dollars.
        law: Figures of the state.

    Source: California Schedule CA line 29 worksheet; New York IT-196 lines 40 and 46
        and Tax Law 615(f), (g); Minnesota M1SA line 26; Maine Schedule 2; Maryland Tax-
        General 10-218(b).
    """
    limits = law.itemized
    allowed = itemized_before_limits(filer, law)
    lost = lesser_of(limits.lost(agi), limits.most_lost * allowed)
    for each in limits.lost_shares:
        lost = lost + allowed * (
            each.part * share_of_width(agi, each.start, each.width)
        )
    left = excess(allowed, lost)
    if limits.none_over < math.inf:
        left = left - _taken_at_the_limit(left, agi, law)
    return left


def _taken_at_the_limit(left: Amount, agi: Amount, law: StateLaw) -> Amount:
    """Return all of it above the income at which nothing is left (dollars).

    Smoothed, the deductions shrink by ten dollars for each dollar above it.
    """
    limit = law.itemized.none_over
    if law.smooth:
        return lesser_of(left, 10.0 * excess(agi, limit))
    return left * share_above(agi, limit, smooth=False)


def state_deduction(filer: StateFiler, agi: Amount, law: StateLaw) -> Amount:
    """Return the deduction taken on the state's return (dollars).

    A state that starts from federal taxable income takes the federal deduction. The
    others tie the choice to the federal one or leave it free; then the larger one is
    taken.

    Args:
        filer: The filer's year.
        agi: Adjusted gross income that the state's allowances depend on, dollars.
        law: Figures of the state.

    Source: the source of the figure ``deduction_election`` in the state's file.
    """
    standard = law.standard_deduction(agi)
    election = law.deduction_election
    if law.starting_point is StartingPoint.FEDERAL_TAXABLE_INCOME:
        deducted = filer.federal_deduction - added_back(filer, law)
        free = election is DeductionElection.FREE
        return greater_of(deducted, standard) if free else deducted
    if law.itemized.kind is Itemizing.PROPERTY_TAX_ALONE:
        return standard + itemized_deductions(filer, agi, law)
    if law.itemized.kind is Itemizing.NONE or election is DeductionElection.NONE:
        return standard
    if not (filer.may_itemize or law.itemized.payroll_tax_base):
        return standard
    itemized = itemized_deductions(filer, agi, law)
    if election is DeductionElection.AS_FEDERAL:
        return elected(filer.itemizes, itemized, standard)
    larger = greater_of(standard, itemized)
    if election is DeductionElection.FREE:
        return larger
    return elected(filer.itemizes, larger, standard)


def part_itemized(
    filer: StateFiler, agi: Amount, part: Amount, law: StateLaw
) -> Amount:
    """Return a part of the deductions where the state's return itemizes (dollars).

    At high income the limit on itemized deductions may leave less than the standard
    deduction, which is then taken instead. Smoothed, the part comes in by ten dollars
    for each dollar that itemizing saves.

    Args:
        filer: The filer's year.
        agi: Adjusted gross income, dollars.
        part: Zero if nothing of it may be itemized, dollars.
        law: Figures of a state whose election is free.
    """
    if not filer.may_itemize:
        return 0.0
    saved = itemized_deductions(filer, agi, law) - law.standard_deduction(agi)
    if law.smooth:
        return lesser_of(part, 10.0 * excess(saved))
    return part * share_above(saved, 0.0, smooth=False)


def added_back(filer: StateFiler, law: StateLaw, already_added: Amount = 0.0) -> Amount:
    """Return federal deductions that high income adds back (dollars).

    Args:
        filer: The filer's year.
        law: Figures of the state.
        already_added: What the base has added back before, dollars.

    Source: C.R.S. 39-22-104(3)(p), (p.5), (p.7); DR 0104 line 4.
    """
    addback = law.addback
    if addback is None:
        return 0.0
    agi = filer.federal.form_1040.line_11
    above = excess(filer.federal_deduction, already_added + addback.allowed)
    if law.smooth:
        added = lesser_of(above, excess(agi, addback.from_agi))
    else:
        added = above * share_reached(agi, addback.from_agi, smooth=False)
    if addback.itemized_only:
        return elected(filer.itemizes, added, 0.0)
    return added
