"""Nonrefundable credits: Schedule 8812 for children and dependents, Schedule 3."""

from collections.abc import Iterable
from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.amounts.steps import rounded_up
from isoplan.models.law.federal_figures import statute
from isoplan.models.law.federal_law import FederalLaw


@dataclass(frozen=True, slots=True)
class CreditClaims:
    """What a household claims nonrefundable credits for in a year.

    Attributes:
        children: Dependents under 17 at the end of the year.
        other_dependents: All other dependents.
        other_credits: Nonrefundable credits of Schedule 3 but the minimum tax credit,
            dollars.
        tax_suffices: Whether regular tax and AMT are known to be at least as much as
            all of them, so that the limit of IRC 26(a) is never reached.
    """

    children: Amount = 0.0
    other_dependents: Amount = 0.0
    other_credits: Amount = 0.0
    tax_suffices: bool = False


@dataclass(frozen=True, slots=True)
class NonrefundableCredits:
    """The credits of a year but the minimum tax credit, dollars.

    Attributes:
        for_dependents: Schedule 8812 line 12: child tax credit and credit for other
            dependents after their phase-out.
        other: Those of Schedule 3, as claimed.
        used: All of them, as far as there is tax to lower.
    """

    for_dependents: Amount
    other: Amount
    used: Amount

    @property
    def other_used(self) -> Amount:
        """Return the part of it that Schedule 3 holds: used first (dollars).

        Source: Schedule 8812, Credit Limit Worksheet A, line 2.
        """
        return lesser_of(self.other, self.used)

    @property
    def for_dependents_used(self) -> Amount:
        """Return Form 1040 line 19 (dollars)."""
        return self.used - self.other_used


def credit_for_dependents(claims: CreditClaims, agi: Amount, law: FederalLaw) -> Amount:
    """Return the child tax credit and that for other dependents, phased out (dollars).

    The part of it that is refundable is left out.

    Args:
        claims: How many children and other dependents.
        agi: Adjusted gross income, dollars.
        law: Figures of the year and filing status.

    Source: Schedule 8812 lines 4 to 12; IRC 24(a), 24(b)(1), 24(h).
    """
    figures = law.child_credit
    gross = (
        figures.per_child * claims.children
        + figures.per_other_dependent * claims.other_dependents
    )
    above = rounded_up(
        excess(agi, figures.phase_out_start), figures.phase_out_step, smooth=law.smooth
    )
    return excess(gross, figures.lost_per_step * (1.0 / figures.phase_out_step) * above)


def nonrefundable_credits(
    claims: CreditClaims | None, agi: Amount, tax: Amount, law: FederalLaw
) -> NonrefundableCredits | None:
    """Return the nonrefundable credits of a year; None where none are claimed.

    They lower regular tax and AMT, and no other tax. What is left over is lost.

    Args:
        claims: What they are claimed for.
        agi: Adjusted gross income, dollars.
        tax: Regular tax and AMT, dollars.
        law: Figures of the year and filing status.

    Source: Form 1040 lines 18 to 22; IRC 26(a).
    """
    if claims is None:
        return None
    for_dependents = credit_for_dependents(claims, agi, law)
    claimed = for_dependents + claims.other_credits
    return NonrefundableCredits(
        for_dependents=for_dependents,
        other=claims.other_credits,
        used=claimed if claims.tax_suffices else lesser_of(claimed, tax),
    )


def children_under_credit_age(births: Iterable[int], year: int) -> int:
    """Return how many children count for the child tax credit in a year.

    Args:
        births: Years in which the children are born.
        year: Tax year.

    Source: IRC 24(c)(1).
    """
    return _born_within(births, year, statute().child_credit_age.value)


def dependent_children(births: Iterable[int], year: int) -> int:
    """Return how many children are dependents by their age in a year; no student is.

    Args:
        births: Years in which the children are born.
        year: Tax year.

    Source: IRC 152(c)(3)(A)(i).
    """
    return _born_within(births, year, statute().dependent_child_age.value)


def _born_within(births: Iterable[int], year: int, age: float) -> int:
    """Return how many are born by the end of a year, and have not reached an age."""
    return sum(1 for birth in births if 0 <= year - birth < age)


def children_note(dependents: int) -> str:
    """Return what dependents count as where no years of birth are given."""
    age = f"{statute().child_credit_age.value:.0f}"
    who = f"All {dependents} dependents count as children"
    if dependents == 1:
        who = "The dependent counts as a child"
    return (
        f"{who} under {age} in every year, with the child tax credit for each; give "
        "household.children, the years of birth, for credits that end as they grow up."
    )
