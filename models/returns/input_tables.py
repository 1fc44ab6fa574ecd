"""Tables inside a household-year: deductions, Form 6251, small business gain."""

from pydantic import Field

from isoplan.models.base.units import Dollars, FileModel, SignedDollars


class Deductions(FileModel):
    """Itemized deductions of one year, before the law's caps."""

    state_and_local_taxes: Dollars = Field(
        default=0.0, description="Taxes of Schedule A line 5, before the cap."
    )
    real_estate_taxes: Dollars = Field(
        default=0.0,
        description="The same for real estate taxes, if not among those: a state "
        "allows them, not its own income tax.",
    )
    gifts: Dollars = Field(
        default=0.0,
        description="Gifts to public charities in cash or long-term shares, before "
        "floor and limit.",
    )
    other: Dollars = Field(
        default=0.0, description="All others; also deducted for the minimum tax."
    )


class Form6251Lines(FileModel):
    """Lines of Form 6251 as a preparer has them, by their 2025 numbers."""

    line_2b: SignedDollars = Field(
        default=0.0, description="Tax refund, as a negative amount."
    )
    line_2c: SignedDollars = Field(
        default=0.0, description="Investment interest, AMT less regular."
    )
    line_2d: SignedDollars = Field(default=0.0, description="Depletion.")
    line_2e: SignedDollars = Field(
        default=0.0, description="Net operating loss deduction, added back."
    )
    line_2f: SignedDollars = Field(
        default=0.0,
        description="Alternative tax net operating loss deduction, negative.",
    )
    line_2g: SignedDollars = Field(
        default=0.0, description="Interest from specified private activity bonds."
    )
    line_2h: SignedDollars = Field(
        default=0.0,
        description="Qualified small business stock that is not in "
        "small_business_gain.",
    )
    line_2j: SignedDollars = Field(default=0.0, description="Estates and trusts.")
    line_2l: SignedDollars = Field(default=0.0, description="Depreciation.")
    line_2m: SignedDollars = Field(default=0.0, description="Passive activities.")
    line_2n: SignedDollars = Field(default=0.0, description="Loss limitations.")
    line_2o: SignedDollars = Field(default=0.0, description="Circulation costs.")
    line_2p: SignedDollars = Field(default=0.0, description="Long-term contracts.")
    line_2q: SignedDollars = Field(default=0.0, description="Mining costs.")
    line_2r: SignedDollars = Field(
        default=0.0, description="Research and experimental costs."
    )
    line_2s: SignedDollars = Field(
        default=0.0, description="Installment sales before 1987, negative."
    )
    line_2t: SignedDollars = Field(
        default=0.0, description="Intangible drilling costs."
    )
    line_3: SignedDollars = Field(default=0.0, description="Other adjustments.")
    line_8: Dollars = Field(
        default=0.0, description="Foreign tax credit for the minimum tax."
    )
    line_10_foreign_tax_credit: Dollars = Field(
        default=0.0,
        description="Foreign tax credit that line 10 takes off, Schedule 3 line 1.",
    )

    @property
    def exclusion_items(self) -> float:
        """Return the items that Part I of Form 8801 takes too (dollars).

        Source: Instructions for Form 8801, lines 1 (line 2e) and 2 (the others).
        """
        mixed = self.line_2b + self.line_2c + self.line_2d + self.line_2e
        return mixed + self.line_2g + self.line_2h

    @property
    def deferral_items(self) -> float:
        """Return the other items that make up line 4 (dollars).

        Line 2j, which may hold exclusion items, and line 2f count as deferral items.
        """
        timing = sum(getattr(self, f"line_2{letter}") for letter in "fjlmnopqrst")
        return float(timing + self.line_3)


class SmallBusinessGain(FileModel):
    """A year's gain on small business stock (QSBS) of one issuer, by what is excluded.

    Gain within ``long_term_gain``, and on the AMT basis within ``long_term_gain_amt``;
    losses left out.
    """

    earlier: Dollars = Field(
        default=0.0,
        description="On stock acquired by July 4, 2025, held for more than five years.",
    )
    half: Dollars = Field(
        default=0.0, description="On later stock, held for three years: half excluded."
    )
    three_quarters: Dollars = Field(
        default=0.0, description="Held for four years: three quarters excluded."
    )
    whole: Dollars = Field(
        default=0.0, description="Held for five years: all excluded."
    )
    basis_earlier: Dollars = Field(
        default=0.0, description="Basis of the stock sold, acquired by July 4, 2025."
    )
    basis_later: Dollars = Field(
        default=0.0, description="Basis of the stock sold, acquired later."
    )
    used: Dollars | None = Field(
        default=None, description="Gain excluded in earlier years, same issuer."
    )
    amt_earlier: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_half: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_three_quarters: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_whole: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_basis_earlier: Dollars | None = Field(
        default=None, description="For the AMT; as for regular tax if left out."
    )
    amt_basis_later: Dollars | None = Field(
        default=None, description="For the AMT; as for regular tax if left out."
    )
    amt_used: Dollars | None = Field(
        default=None, description="For the AMT; as for regular tax if left out."
    )


class Section1244Loss(FileModel):
    """A year's losses on section 1244 stock, of which a part is ordinary.

    Positive amounts within ``short_term_gain`` and ``long_term_gain``, and on the AMT
    basis within those for the AMT; gains left out.
    """

    short_term: Dollars = Field(
        default=0.0, description="On stock held for a year or less."
    )
    long_term: Dollars = Field(
        default=0.0, description="On stock held for more than a year."
    )
    amt_short_term: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
    amt_long_term: Dollars | None = Field(
        default=None, description="On the AMT basis; as for regular tax if left out."
    )
