"""Gifts to charity: the part that is deducted; a gift of shares realizes no gain."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.base.problems import listed
from isoplan.models.law.citations import citation
from isoplan.models.law.federal_figures import statute
from isoplan.models.law.federal_law import CharityLaw
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.shares.disposition import Flag, Sale


def deductible_gifts(given: Amount, agi: Amount, law: CharityLaw) -> Amount:
    """Return what of a year's gifts to public charities is deducted (dollars).

    Shares held long enough count like cash, at their market value, as long as they stay
    within a limit of their own: see :func:`share_gift_limit`. What is above the limits
    may be deducted in the next five years; that is left out, as is the deduction of
    cash by those who do not itemize: see :func:`cash_gift_note`.

    Args:
        given: In cash and shares together, dollars.
        agi: Adjusted gross income, dollars: the contribution base of a year without a
            net operating loss carried back.
        law: Figures of the year.

    Source: Schedule A lines 11 to 14; IRC 170(b)(1)(A), (G), (H), and from 2026 the
        floor of 170(b)(1)(I).
    """
    base = excess(agi)
    return excess(lesser_of(given, law.limit * base), law.floor * base)


def gift_of_share(sold: Sale) -> Sale:
    """Work out one share that is given to a public charity, not sold.

    No gain is realized, for regular tax or for the AMT, and the AMT has no preference
    for what the share had gained (IRC 57(a)(6), repealed in 1993). What stays is the
    bargain element of the exercise: the higher AMT basis, which a sale would have used
    on Form 6251 line 2k, is never used.

    Deducted is the market value of the day, as of cash, if a sale on that day would
    have been long-term: see :func:`deduction_lost`. Shares from incentive stock options
    not held long enough and shares of a purchase plan bring ordinary income even when
    they are given: see `gift.py`. Left out: private foundations and bargain sales.

    Args:
        sold: The same share sold on the day of the gift, dollars a share.

    Source: IRC 170(a)(1), 170(e)(1)(A), 1001(a); 26 CFR 1.170A-1(c)(1).
    """
    return replace(
        sold,
        ordinary_income=0.0,
        ordinary_income_later=0.0,
        capital_gain=0.0,
        amt_capital_gain=0.0,
    )


def deduction_lost(gain: Amount, *, long_term: Flag) -> Amount:
    """Return what a share given to charity is deducted less than its value (dollars).

    What would not have been long-term gain in a sale of the day, as far as the gift
    itself does not bring it as income: ordinary income of a gift (`gift.py`) is income
    of the same year, and lowers no deduction.

    Args:
        gain: Gain of a sale at market value, beyond its ordinary income; dollars.
        long_term: Whether it would have been long-term.

    Source: IRC 170(e)(1)(A); 26 CFR 1.170A-4(a), second sentence after (a)(3); Form
        8283 instructions.
    """
    return np.where(long_term, 0.0, excess(gain))


def share_gift_limit(agi: Amount, law: CharityLaw) -> Amount:
    """Return the most of a year's gifts of shares that the year deducts (dollars).

    Args:
        agi: Adjusted gross income, dollars.
        law: Figures of the year.

    Source: IRC 170(b)(1)(C)(i).
    """
    return law.share_limit * excess(agi)


def cash_is_deducted_without_itemizing(year: int) -> bool:
    """Return whether gifts in cash are deducted in a year with the standard deduction.

    Source: IRC 170(p) as in force from 2026; the temporary rule of 2020 and 2021 is
    left out.
    """
    return year >= statute().gifts_without_itemizing_from.value


def cash_gift_note(years: Sequence[str]) -> str:
    """Return what a reader must know of gifts without itemized deductions.

    Args:
        years: In which there are any.

    Source: IRC 170(p); figures as in their file.
    """
    most = statute().gifts_without_itemizing
    alone, couple = (
        f"${most.of(status):,.0f}"
        for status in (FilingStatus.SINGLE, FilingStatus.MARRIED_JOINTLY)
    )
    return (
        f"Without itemized deductions up to {alone} of gifts in cash, or {couple} on a "
        f"joint return, are deducted ({citation('gifts_without_itemizing')}), but no "
        f"shares: these figures leave that out in {listed(years)}."
    )
