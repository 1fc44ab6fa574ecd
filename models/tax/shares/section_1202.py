"""Section 1202: gain on small business stock (QSBS) that is not taxed.

Stock acquired by July 4, 2025 must be held for more than five years, and then all its
gain is excluded. Of later stock a half is excluded after three years, three quarters
after four, and all after five. What may be excluded of one issuer is capped. The gain
is the one of each system: the AMT has its own basis, so its own exclusion and cap, and
knows no preference for stock acquired after September 27, 2010.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.law.small_business import SmallBusinessLaw
from isoplan.models.tax.shares.disposition import years_after

APPLICABLE_DATE = date(2025, 7, 4)  # IRC 1202(a)(6)(A): enactment of P.L. 119-21
FIRST_ACQUIRED = date(2010, 9, 28)  # IRC 1202(a)(4), 57(a)(7): after P.L. 111-240


class Tier(StrEnum):
    """What a share's gain is excluded by: its regime and holding period."""

    EARLIER = "earlier"
    HALF = "half"
    THREE_QUARTERS = "three_quarters"
    WHOLE = "whole"


def tier_starts(acquired_on: date) -> dict[Tier, date]:
    """Return the first day of sale of each tier, in order.

    Stock of an exercised option is acquired on the day of exercise; where it was not
    vested then and no election under section 83(b) was made, on the day of vesting. The
    day of acquisition does not count, the day of sale does.

    Args:
        acquired_on: On or after September 28, 2010; older stock is not covered.

    Source: IRC 1202(a)(1), (4), (5), (6); Rev. Rul. 66-7 for the count of days.
    """
    if acquired_on <= APPLICABLE_DATE:
        return {Tier.EARLIER: years_after(acquired_on, 5) + timedelta(days=1)}
    return {
        Tier.HALF: years_after(acquired_on, 3),
        Tier.THREE_QUARTERS: years_after(acquired_on, 4),
        Tier.WHOLE: years_after(acquired_on, 5),
    }


def tier(acquired_on: date, sold_on: date) -> Tier | None:
    """Return the tier of a sale, or None if held too short a time."""
    reached = [each for each, day in tier_starts(acquired_on).items() if day <= sold_on]
    return reached[-1] if reached else None


def exclusion_rate(tier: Tier | None, law: SmallBusinessLaw) -> float:
    """Return the part of a sale's gain that is excluded, within the cap.

    Source: IRC 1202(a)(1), (4), (5).
    """
    rates = {
        None: 0.0,
        Tier.EARLIER: 1.0,
        Tier.HALF: law.half,
        Tier.THREE_QUARTERS: law.three_quarters,
        Tier.WHOLE: law.whole,
    }
    return rates[tier]


@dataclass(frozen=True, slots=True)
class EligibleGain:
    """A year's gain on small business stock held long enough, by tier; dollars.

    Gains alone: a loss is no part of it. All of one issuer.

    Attributes:
        earlier: On stock acquired by July 4, 2025.
        half: On later stock, held for three years.
        three_quarters: Held for four years.
        whole: Held for five years.
        basis_earlier: Basis of the earlier stock, as issued.
        basis_later: Basis of the later stock, as issued.
    """

    earlier: Amount = 0.0
    half: Amount = 0.0
    three_quarters: Amount = 0.0
    whole: Amount = 0.0
    basis_earlier: Amount = 0.0
    basis_later: Amount = 0.0


@dataclass(frozen=True, slots=True)
class Section1202:
    """What becomes of eligible gain, dollars.

    Attributes:
        eligible: All eligible gain.
        above_cap: The part of it that the cap leaves out: taxed like any other gain.
        excluded: What is not taxed.
        partly_taxed: The part within the cap that is taxed: "section 1202 gain".
        used: What counts against the cap of later years.
    """

    eligible: Amount
    above_cap: Amount
    excluded: Amount
    partly_taxed: Amount
    used: Amount


def section_1202(
    gain: EligibleGain, used_before: Amount, law: SmallBusinessLaw
) -> Section1202:
    """Work out the exclusion of a year.

    Gain on earlier stock counts against both caps, and first. What the later cap leaves
    out is gain with the smallest exclusion: the statute has no order, and this one is
    best for the taxpayer.

    Once gain on later stock has exceeded its cap, no indexing raises that again
    (paragraph (5)(B)). Here the excess counts against the cap of later years, which is
    the same unless indexing outgrows the excess. Only stock with eligible gain counts
    for ten times its basis, each regime for itself; the statute may allow the basis of
    other stock sold in the year.

    Args:
        gain: The year's eligible gain.
        used_before: Eligible gain of earlier years, dollars.
        law: Figures of the year and filing status.

    Source: IRC 1202(a), (b), as amended by P.L. 119-21 sec. 70431; IRC 1(h)(7) for the
        section 1202 gain.
    """
    above_earlier = _above_cap(
        gain.earlier, used_before, law.cap_earlier, gain.basis_earlier, law
    )
    used = used_before + gain.earlier - above_earlier
    later = gain.half + gain.three_quarters + gain.whole
    above_later = _above_cap(later, used, law.cap_later, gain.basis_later, law)
    in_full = (
        law.half * gain.half
        + law.three_quarters * gain.three_quarters
        + law.whole * gain.whole
    )
    lost = (
        law.half * above_later
        + (law.three_quarters - law.half) * excess(above_later, gain.half)
        + (law.whole - law.three_quarters)
        * excess(above_later, gain.half + gain.three_quarters)
    )
    excluded_later = in_full - lost
    return Section1202(
        eligible=gain.earlier + later,
        above_cap=above_earlier + above_later,
        excluded=gain.earlier - above_earlier + excluded_later,
        partly_taxed=later - above_later - excluded_later,
        used=used + later,
    )


def _above_cap(
    gain: Amount, used: Amount, cap: float, basis: Amount, law: SmallBusinessLaw
) -> Amount:
    """Return the gain above what is left of the cap, and above ten times the basis.

    In running totals: the gain above the cap through this year, less the same if this
    year's gain were ten times its basis. Where the cap was used up before, that
    leaves ten times the basis; where it was not, the greater of the two.

    Source: IRC 1202(b)(1), (4).
    """
    by_basis = law.basis_multiple * basis
    return excess(excess(gain + used, cap), excess(by_basis + used, cap))


def issuer_note() -> str:
    """Return what a reader must know of the exclusion: what nobody checks here."""
    return (
        "Gain on small business stock is excluded on the company's word: that it was "
        "and is a qualified small business (IRC 1202(c) to (e)) is not checked."
    )
