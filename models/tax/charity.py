"""Shares given to charity in place of cash: what a return does not see of them."""

from dataclasses import replace

from isoplan.models.tax.amounts import Amount, excess
from isoplan.models.tax.disposition import Sale


def gift_of_share(sold: Sale) -> Sale:
    """Work out one share that is given to a public charity, not sold.

    No gain is realised, for regular tax or for the AMT, and the AMT has no preference
    for what the share had gained (IRC 57(a)(6), repealed in 1993). What stays is the
    AMT adjustment of the exercise: the higher AMT basis, which a sale would have used
    on Form 6251 line 2k, is never used.

    Deducted is the market value of the day, as of cash, if a sale on that day would
    have been long-term and, of incentive stock options, qualifying: a gift before that
    disposes of the option's share (IRC 424(c)(1)), and the deduction is lowered by what
    would not have been long-term gain (IRC 170(e)(1)(A)). Such gifts are left out, and
    so are shares of a purchase plan, whose gift is always wages in part (IRC 423(c)),
    private foundations and bargain sales.

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


def share_gift_limit(agi: Amount, part_of_income: float) -> Amount:
    """Return the most of a year's gifts of shares that the year deducts (dollars).

    What is above may be deducted in the next five years (IRC 170(b)(1)(C)(ii)); that is
    left out.

    Args:
        agi: Adjusted gross income, dollars; the contribution base of a year without a
            net operating loss carried back.
        part_of_income: Fraction of it.

    Source: IRC 170(b)(1)(C)(i), 170(b)(1)(H).
    """
    return part_of_income * excess(agi)
