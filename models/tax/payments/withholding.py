"""Income tax withheld from pay in shares."""

from isoplan.models.amounts.amounts import Amount, RateSchedule


def supplemental_withholding(equity_pay: Amount, rates: RateSchedule) -> Amount:
    """Return the income tax (dollars) withheld from the equity pay of a year (dollars).

    Equity pay is supplemental wages: the employer withholds the flat rate, and on what
    is above a million dollars in a calendar year the highest one, whatever the
    household's own bracket. Covers an employee without other supplemental wages.
    Nothing is withheld on incentive stock options.

    Source: Treas. Reg. 31.3402(g)-1(a)(2), (a)(7); Pub. 15 section 7; IRC 3402(a),
        421(b).
    """
    return rates(equity_pay)
