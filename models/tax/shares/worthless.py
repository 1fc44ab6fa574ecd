"""Shares that become worthless: when the loss counts, and as what kind of sale.

1. *The loss* is one from a sale on the last day of the tax year, at no price. It is
   short- or long-term by that day, and a capital one unless section 1244 makes a part
   of it ordinary.
2. *The AMT* has its own loss on its own basis, under the same limit of $3,000 a year,
   and it is not carried back (*Merlo v. Commissioner*).
3. *Shares of incentive stock options* that fail in the year of their exercise: the loss
   is read as one from a sale for sections 422(c)(2) and 56(b)(3) too, for section
   165(g)(1) treats it so for all of subtitle A. Wages, and the income for the AMT, then
   end at the gain, which is none. No authority was found that says so, or otherwise.
4. *Minimum tax credit* stays: nothing in section 53 takes it back.

Source: IRC 165(g)(1), 1211(b), 1212(b), 53; 26 CFR 1.165-5(c); Merlo v. Commissioner,
126 T.C. 205 (2006), aff'd, 492 F.3d 618 (5th Cir. 2007).
"""

from datetime import date


def worthless_as_of(worthless_on: date) -> date:
    """Return the day on which worthless shares count as sold.

    Source: IRC 165(g)(1).
    """
    return date(worthless_on.year, 12, 31)


def worthless_note(worthless_on: date, loss_limit: float) -> str:
    """Return what a reader must know of shares that become worthless.

    Args:
        worthless_on: When they do.
        loss_limit: Dollars a year of net capital loss that are deducted.
    """
    return (
        f"Shares held when the company fails on {worthless_on} count as sold for "
        f"nothing on {worthless_as_of(worthless_on)} (IRC 165(g)(1)): a capital loss "
        f"on each basis, of which ${loss_limit:,.0f} a year beyond gains are deducted. "
        "Minimum tax credit stays, and is used as before."
    )
