"""Schedule A, as far as it matters: capped taxes, gifts, others, the 2/37 limit."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, greater_of, lesser_of
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
    """

    deduction: Amount
    not_allowed_for_amt: Amount
    top_bracket_reduction: Amount


def taxes_after_cap(paid: Amount, agi: Amount, law: FederalLaw) -> Amount:
    """Return the deductible state and local taxes (dollars).

    The cap falls with income above a threshold, but not below its floor.

    Source: Schedule A line 5e; IRC 164(b)(6), (7).
    """
    lost = law.salt.phase_down_rate * excess(agi, law.salt.phase_down_start)
    return lesser_of(paid, greater_of(law.salt.cap - lost, law.salt.floor))


def schedule_a(
    itemized: ItemizedDeductions | None, agi: Amount, law: FederalLaw
) -> ScheduleA:
    """Return the deduction taken: the standard one, or the itemized ones if given.

    Args:
        itemized: None to take the standard deduction.
        agi: Adjusted gross income, dollars; stands in for the modified one.
        law: Figures of the year and filing status.

    Source: Form 1040 line 12; IRC 63(b), (c); IRC 68(a) as amended by Pub. L. 119-21;
        IRC 56(b)(1) for what the AMT does not allow.
    """
    if itemized is None:
        standard = law.standard_deduction
        return ScheduleA(standard, standard, 0.0)
    taxes = taxes_after_cap(itemized.state_and_local_taxes, agi, law)
    before_limit = taxes + itemized.other
    if itemized.gifts is not None:
        before_limit = before_limit + deductible_gifts(itemized.gifts, agi, law.charity)
    limit = law.itemized_limit
    reduction = limit.fraction * lesser_of(
        before_limit, excess(agi, limit.top_bracket_start)
    )
    return ScheduleA(before_limit - reduction, taxes, reduction)
