"""Form 4797 line 10: the part of a loss on section 1244 stock that is ordinary.

Such stock was issued by a small corporation to the household itself, for money: it says
so, and nobody checks it here. A gain on it is a capital one like any other. Of losses,
sales and worthlessness together, so much a year is ordinary, and the rest capital.

The AMT has a loss of its own, on its own basis, under the same limit. Its larger basis
is read as the one from the start (IRC 56(b)(3): "the adjusted basis of any stock so
acquired"), and not as an increase that section 1244(d)(1)(B) leaves out. No authority
was found on that.

Source: IRC 1244(a) to (c); 26 CFR 1.1244(a)-1, 1.1244(b)-1; Form 4797 instructions,
line 10; Form 6251 instructions, line 2k.
"""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, lesser_of


@dataclass(frozen=True, slots=True)
class Form4797:
    """What of a year's loss on section 1244 stock is ordinary, dollars.

    Attributes:
        line_10: All of it, as a positive number; it lowers Schedule 1 line 4.
        short_term: The part from stock held for a year or less; it leaves Schedule D.
        long_term: The part from stock held for longer.
    """

    line_10: Amount = 0.0
    short_term: Amount = 0.0
    long_term: Amount = 0.0


def ordinary_loss(short_term: Amount, long_term: Amount, limit: float) -> Form4797:
    """Return what is ordinary of a year's losses (dollars, zero or more).

    Long-term losses come first: the statute has no order, and short-term ones are worth
    no less as capital losses.

    Args:
        short_term: Losses on stock held for a year or less.
        long_term: Losses on stock held for longer.
        limit: Most that is ordinary in a year: 50,000, or 100,000 on a joint return.

    Source: IRC 1244(a), (b).
    """
    if _is_nothing(short_term) and _is_nothing(long_term):
        return Form4797()  # most households: nothing for the optimizer to bend on
    of_long = lesser_of(long_term, limit)
    line_10 = lesser_of(short_term + long_term, limit)
    return Form4797(line_10, line_10 - of_long, of_long)


def _is_nothing(amount: Amount) -> bool:
    return isinstance(amount, float) and amount == 0.0


def ordinary_loss_note(dollars: float) -> str:
    """Return what a reader must know of an ordinary loss.

    Args:
        dollars: Ordinary losses of all years.
    """
    return (
        f"${dollars:,.0f} of loss is ordinary on the household's word that its shares "
        "are section 1244 stock: issued to it for money by a small business "
        "corporation (IRC 1244(c), not checked)."
    )


def net_operating_loss_note(years: str) -> str:
    """Return what is left out where an ordinary loss exceeds the year's income.

    Args:
        years: In which it does.
    """
    return (
        f"In {years} the ordinary loss is more than the year's income: a net operating "
        "loss (IRC 1244(d)(3)), whose carryover is left out."
    )
