"""Shares exchanged for those of a buyer in a reorganization, and for nothing else.

1. *Shares*: no gain and no loss is recognized. The basis carries over, and with it that
   of the AMT, which follows the same exchange. The holding period goes on.
2. *Shares of incentive stock options*: the exchange is no disposition, and the new
   shares count as transferred by the old exercise. So both holding periods go on, and
   so do those of a purchase plan.
3. *Options*: assumed or replaced by the buyer so that the spread is not higher and its
   ratio to the price not better, they are not modified: the day of grant stays, shares
   are multiplied by the exchange ratio, the strike divided by it.
4. *Nonqualified options* go on likewise; *units* become units for the new shares.
5. *Shares that are not vested*: the exchange is disregarded, and what vests later is
   taxed as it would have been. An election under section 83(b) holds.
6. *A fraction of a share* that is paid in cash counts as sold. Here it is sold with the
   shares of its lot, at their price; of options the fraction is left out by a buyer and
   counted here, which is less than the worth of one new share for each exercise.

Source: IRC 368(a)(1), 354(a)(1), 358(a)(1), 1223(1); 424(c)(1)(B), 424(b) and 26 CFR
1.424-1(b), (c); 424(a) and 26 CFR 1.424-1(a)(5); 26 CFR 1.409A-1(b)(5)(v)(D); 83(g);
Rev. Rul. 66-365, 1966-2 C.B. 116.
"""

from datetime import date
from fractions import Fraction
from math import floor


def new_shares(old: int, ratio: Fraction) -> int:
    """Return what shares are exchanged for, a fraction left out.

    Args:
        old: Shares before the exchange.
        ratio: New shares for one old share.
    """
    return floor(old * ratio)


def exchange_note(on: date, ratio: Fraction, buyer: str) -> str:
    """Return what a reader must know of shares that become those of a buyer.

    Args:
        on: Day of the exchange.
        ratio: New shares for one old share.
        buyer: Name of the buyer's market.
    """
    return (
        f"From {on} on one share is {float(ratio):.6g} of {buyer}. Counts and dollars "
        "a share stay those of an old share; in parentheses stands how many of the "
        "buyer's they are, fractions in cash. The exchange is no sale: bases, strikes "
        "and holding periods go on (IRC 354, 358, 424, 1223(1)), as in a "
        "reorganization in which shares alone are paid."
    )


def slips_note(on: date, ratio: Fraction, buyer: str) -> str:
    """Return what slips of after an exchange count, which rows in old shares do not.

    Args:
        on: Day of the exchange.
        ratio: New shares for one old share.
        buyer: Name of the buyer's market.
    """
    return (
        f"Slips for exercises and sales from {on} on (Forms 3921 and 1099-B) count "
        f"shares of {buyer}: {float(ratio):.6g} for each share of a row, and dollars a "
        "share divided by that. All other dollars and all days are as in the row."
    )
