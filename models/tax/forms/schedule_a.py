"""Schedule A, as far as it matters: capped taxes, gifts, others, the 2/37 limit."""

from dataclasses import dataclass, fields

from isoplan.models.amounts.amounts import (
    Amount,
    Election,
    elected,
    excess,
    greater_of,
    lesser_of,
)
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.shares.charity import deductible_gifts


@dataclass(frozen=True, slots=True)
class ItemizedDeductions:
    """What a household could itemize, dollars a year.

    Attributes:
        state_and_local_taxes: Before the cap.
        other: Mortgage interest and the like: allowed in full, also for the AMT.
        gifts: To public charities, before their floor and limit; None without any.
    """

    state_and_local_taxes: Amount = 0.0
    other: Amount = 0.0
    gifts: Amount | None = None


@dataclass(frozen=True, slots=True)
class ScheduleA:
    """Deductions taken, dollars.

    Attributes:
        deduction: What Form 1040 line 12 takes.
        not_allowed_for_amt: The part that Form 6251 line 2a adds back.
        top_bracket_reduction: The part of itemized deductions that IRC 68 took away.
        allowed_for_amt: What the AMT leaves of all this: line 1 and line 2a together
            are adjusted gross income less this.
        taxes_within_cap: State and local taxes after their cap, itemized or not.
    """

    deduction: Amount
    not_allowed_for_amt: Amount
    top_bracket_reduction: Amount
    allowed_for_amt: Amount
    taxes_within_cap: Amount = 0.0


def taxes_after_cap(paid: Amount, agi: Amount, law: FederalLaw) -> Amount:
    """Return the deductible state and local taxes (dollars).

    The cap falls with income above a threshold, but not below its floor.

    Source: Schedule A line 5e; IRC 164(b)(6), (7).
    """
    lost = law.salt.phase_down_rate * excess(agi, law.salt.phase_down_start)
    return lesser_of(paid, greater_of(law.salt.cap - lost, law.salt.floor))


def schedule_a(
    itemized: ItemizedDeductions | None,
    agi: Amount,
    law: FederalLaw,
    itemizes: Election = True,
) -> ScheduleA:
    """Return the deduction taken: the standard one, or the itemized ones if elected.

    Either may be elected, the smaller one too: the AMT allows nothing of the standard
    deduction, but interest and gifts.

    Args:
        itemized: What may be itemized; None where there is nothing.
        agi: Adjusted gross income, dollars; stands in for the modified one.
        law: Figures of the year and filing status.
        itemizes: Whether the household elects to itemize.

    Source: Form 1040 line 12, Schedule A line 18; IRC 63(b), (c), (e); IRC 68(a) as
        amended by Pub. L. 119-21; IRC 56(b)(1) for what the AMT does not allow.
    """
    amount = law.standard_deduction
    if itemized is None:
        return ScheduleA(amount, amount, 0.0, 0.0)
    taken = itemized_deductions(itemized, agi, law)
    standard = ScheduleA(amount, amount, 0.0, 0.0, taken.taxes_within_cap)
    return standard if itemizes is False else _elected(itemizes, taken, standard)


def itemized_deductions(
    itemized: ItemizedDeductions, agi: Amount, law: FederalLaw
) -> ScheduleA:
    """Return the deductions of who itemizes; arguments as in :func:`schedule_a`."""
    taxes = taxes_after_cap(itemized.state_and_local_taxes, agi, law)
    before_limit = taxes + itemized.other
    if itemized.gifts is not None:
        before_limit = before_limit + deductible_gifts(itemized.gifts, agi, law.charity)
    limit = law.itemized_limit
    reduction = limit.fraction * lesser_of(
        before_limit, excess(agi, limit.top_bracket_start)
    )
    allowed = before_limit - taxes
    if law.itemized_limit.applies_to_amt:
        allowed = allowed - reduction
    return ScheduleA(before_limit - reduction, taxes, reduction, allowed, taxes)


def _elected(itemizes: Election, taken: ScheduleA, standard: ScheduleA) -> ScheduleA:
    """Return one of two deductions, line by line; lines that agree stay as they are."""
    lines = {}
    for line in fields(ScheduleA):
        made, not_made = getattr(taken, line.name), getattr(standard, line.name)
        same = made is not_made
        lines[line.name] = made if same else elected(itemizes, made, not_made)
    return ScheduleA(**lines)
