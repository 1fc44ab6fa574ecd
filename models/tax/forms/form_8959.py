"""Form 8959: Additional Medicare Tax on wages."""

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.law.federal_law import ThresholdLaw


def additional_medicare_tax(medicare_wages: Amount, law: ThresholdLaw) -> Amount:
    """Return the tax (dollars) on Medicare wages (dollars).

    No income from incentive stock options enters: neither the spread nor a
    disqualifying sale is wages for Medicare.

    Source: Form 8959 lines 1 to 7 and 18; IRC 3101(b)(2), 3121(a)(22).
    """
    return law.rate * excess(medicare_wages, law.threshold)
