"""Massachusetts Form 1: income in Parts A, B and C, each with its rate."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.law.federal_figures import statute
from isoplan.models.law.state_rules import ClassLaw
from isoplan.models.tax.states.filer import StateFiler


@dataclass(frozen=True, slots=True)
class Classes:
    """Taxable income by class, dollars.

    Attributes:
        ordinary: Part B: wages, other income and interest.
        dividends: Part A, taxed as Part B.
        short_term: Part A, gain with a rate of its own.
        long_term: Part C.
        before_deductions: All of it before payroll taxes and exempt interest, as the
            limits of low incomes measure it.
    """

    ordinary: Amount
    dividends: Amount
    short_term: Amount
    long_term: Amount
    before_deductions: Amount

    @property
    def total(self) -> Amount:
        """Return all of it (dollars)."""
        return self.ordinary + self.dividends + self.short_term + self.long_term

    def less(self, exemption: Amount) -> "Classes":
        """Return the classes less an exemption, taken from the first one on (dollars).

        Source: Form 1 lines 18 to 25; M.G.L. c. 62 s. 3(C).
        """
        ordinary = excess(self.ordinary, exemption)
        exemption = exemption - (self.ordinary - ordinary)
        dividends = excess(self.dividends, exemption)
        exemption = exemption - (self.dividends - dividends)
        short_term = excess(self.short_term, exemption)
        exemption = exemption - (self.short_term - short_term)
        long_term = excess(self.long_term, exemption)
        return Classes(
            ordinary, dividends, short_term, long_term, self.before_deductions
        )


def classes(filer: StateFiler, law: ClassLaw) -> Classes:
    """Return income by class before exemptions (dollars).

    Interest counts as interest of Massachusetts banks; one earner. A loss lowers the
    other kind of gain and up to 2,000 of dividends. The loss carried over is the
    federal one, not Massachusetts' own. Left out: rent, gifts, collectibles.

    Args:
        filer: The filer's year.
        law: Figures of the state.

    Source: Form 1 lines 3 to 12, Schedule B lines 7 to 40, Schedule D lines 8 to 19;
        M.G.L. c. 62 s. 2(b), (c), s. 3(B).
    """
    income = filer.income
    rate = statute().social_security_rate.value + statute().medicare_rate.value
    payroll_tax = lesser_of(law.payroll_tax_deduction, rate * income.medicare_wages)
    exempt = lesser_of(income.interest, law.interest_exemption)
    earned = income.wages + income.iso_ordinary_income + income.other_income
    ordinary = earned + income.interest
    short_gain = excess(filer.federal.schedule_d.line_7)
    short_loss = excess(-filer.federal.schedule_d.line_7)
    long_gain = excess(filer.federal.schedule_d.line_15)
    long_loss = excess(-filer.federal.schedule_d.line_15)
    capacity = lesser_of(income.qualified_dividends, law.loss_against_dividends)
    short_used = lesser_of(capacity, short_loss)
    long_used = lesser_of(capacity - short_used, excess(long_loss, short_gain))
    dividends = income.qualified_dividends - short_used - long_used
    short_term = excess(short_gain, long_loss)
    long_term = excess(long_gain, short_loss - short_used)
    return Classes(
        ordinary=excess(ordinary, payroll_tax + exempt),
        dividends=dividends,
        short_term=short_term,
        long_term=long_term,
        before_deductions=ordinary + dividends + short_term + long_term,
    )
