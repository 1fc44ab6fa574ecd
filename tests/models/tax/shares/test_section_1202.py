"""Section 1202: holding periods, tiers, the cap of one issuer; both regimes."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.shares.section_1202 import (
    EligibleGain,
    Tier,
    exclusion_rate,
    section_1202,
    tier,
    tier_starts,
)

LawOf = Callable[..., FederalLaw]

MILLION = 1_000_000.0
SMALL = federal_law(2026, FilingStatus.SINGLE).small_business

HELD = [
    # acquired, sold, part excluded; worked from IRC 1202(a) and Rev. Rul. 66-7.
    pytest.param((2019, 3, 15), (2024, 3, 15), 0.0, id="five-years-are-not-more"),
    pytest.param((2019, 3, 15), (2024, 3, 16), 1.0, id="more-than-five-years"),
    pytest.param((2025, 7, 4), (2030, 7, 4), 0.0, id="last-day-of-the-old-rule"),
    pytest.param((2025, 7, 4), (2030, 7, 5), 1.0, id="old-rule"),
    pytest.param((2025, 7, 5), (2028, 7, 4), 0.0, id="not-three-years"),
    pytest.param((2025, 7, 5), (2028, 7, 5), 0.5, id="at-least-three-years"),
    pytest.param((2025, 7, 5), (2029, 7, 4), 0.5, id="not-four-years"),
    pytest.param((2025, 7, 5), (2029, 7, 5), 0.75, id="four-years"),
    pytest.param((2025, 7, 5), (2030, 7, 4), 0.75, id="not-five-years"),
    pytest.param((2025, 7, 5), (2030, 7, 5), 1.0, id="five-years"),
    pytest.param((2028, 2, 29), (2031, 2, 28), 0.5, id="leap-day"),
]


@pytest.mark.parametrize(("acquired", "sold", "rate"), HELD)
def test_exclusion_by_holding_period(
    acquired: tuple[int, int, int], sold: tuple[int, int, int], rate: float
) -> None:
    """IRC 1202(a)(1), (4), (5): the day of acquisition does not count."""
    assert exclusion_rate(tier(date(*acquired), date(*sold)), SMALL) == rate


def test_tiers_by_regime() -> None:
    """IRC 1202(a)(6)(A): the new rule is for stock acquired after July 4, 2025."""
    assert list(tier_starts(date(2025, 7, 4))) == [Tier.EARLIER]
    assert list(tier_starts(date(2025, 7, 5))) == [
        Tier.HALF,
        Tier.THREE_QUARTERS,
        Tier.WHOLE,
    ]
    assert tier(date(2025, 7, 5), date(2025, 12, 31)) is None


CAPS = [
    # eligible gain, used before, what is excluded, above the cap; millions. Worked.
    pytest.param({"earlier": 9}, 0, 9, 0, id="below-the-old-cap"),
    pytest.param({"earlier": 10}, 0, 10, 0, id="at-the-old-cap"),
    pytest.param({"earlier": 11}, 0, 10, 1, id="above-the-old-cap"),
    pytest.param({"earlier": 5}, 8, 2, 3, id="old-cap-used-in-part"),
    pytest.param({"earlier": 5}, 12, 0, 5, id="old-cap-used-up"),
    pytest.param({"whole": 16}, 0, 15, 1, id="above-the-new-cap"),
    pytest.param({"whole": 4}, 12, 3, 1, id="new-cap-used-in-part"),
    # (b)(4)(B)(ii): 10 of the old stock leave 5 to the new.
    pytest.param({"earlier": 12, "whole": 8}, 0, 15, 5, id="both-regimes"),
    pytest.param({"earlier": 12, "basis_earlier": 1.1}, 0, 11, 1, id="ten-times-basis"),
    pytest.param({"earlier": 30, "basis_earlier": 3}, 9, 30, 0, id="basis-covers-all"),
    pytest.param({"whole": 20, "basis_later": 1.4}, 0, 15, 5, id="basis-is-less"),
    # The cap counts gain, not what is excluded of it.
    pytest.param({"half": 16}, 0, 7.5, 1, id="half"),
    pytest.param({"half": 10, "whole": 12}, 0, 13.5, 7, id="half-goes-first"),
    pytest.param(
        {"half": 2, "three_quarters": 4, "whole": 14}, 0, 14.75, 5, id="then-quarters"
    ),
    pytest.param(
        {"half": 2, "three_quarters": 4, "whole": 14}, 2, 13, 7, id="then-whole"
    ),
]


@pytest.mark.parametrize(("gain", "used", "excluded", "above"), CAPS)
def test_cap(
    gain: dict[str, float], used: float, excluded: float, above: float
) -> None:
    """IRC 1202(b)(1), (4), as amended by P.L. 119-21; single, 2026."""
    eligible = EligibleGain(**{name: MILLION * each for name, each in gain.items()})
    found = section_1202(eligible, used * MILLION, SMALL)
    assert found.excluded == pytest.approx(excluded * MILLION)
    assert found.above_cap == pytest.approx(above * MILLION)
    assert found.partly_taxed == pytest.approx(
        found.eligible - found.above_cap - found.excluded
    )


def test_separate_filers_have_half_the_cap() -> None:
    """IRC 1202(b)(3)(A): 5,000,000, and half of what indexing gives."""
    law = federal_law(2028, FilingStatus.MARRIED_SEPARATELY, 0.02).small_business
    assert law.cap_earlier == 5_000_000
    # 15,000,000 times 1.02 twice is 606,000 more, to the nearest 10,000: 610,000.
    assert law.cap_later == 15_610_000 / 2


def test_the_new_cap_is_indexed_from_2027() -> None:
    """IRC 1202(b)(5)(A): 3% of 15,000,000; the old cap never moves."""
    found = {
        year: federal_law(year, FilingStatus.SINGLE, 0.03) for year in (2026, 2027)
    }
    assert found[2026].small_business.cap_later == 15_000_000
    assert found[2027].small_business.cap_later == 15_450_000
    assert found[2027].small_business.cap_earlier == 10_000_000


def test_use_is_carried_from_year_to_year() -> None:
    """12, 5 and 1 million of new stock's gain: 12, 3.3 and nothing are excluded.

    2% of 15 million is 300,000 more in 2027. In 2028 the cap would be 15,610,000, but
    the limit was exceeded the year before: IRC 1202(b)(5)(B). Worked.
    """
    used, excluded = 0.0, []
    for year, gain in ((2026, 12.0), (2027, 5.0), (2028, 1.0)):
        law = federal_law(year, FilingStatus.SINGLE, 0.02).small_business
        found = section_1202(EligibleGain(whole=gain * MILLION), used, law)
        excluded.append(found.excluded)
        used = found.used
    assert excluded == pytest.approx([12 * MILLION, 3_300_000, 0])


MILLIONS = st.integers(0, 20).map(lambda n: n * MILLION)


@given(
    gain=st.builds(EligibleGain, *[MILLIONS] * 4, *[st.integers(0, 3).map(float)] * 2),
    used=MILLIONS,
)
def test_the_parts_are_the_whole(gain: EligibleGain, used: float) -> None:
    """Excluded, partly taxed and above the cap are all of it, and none is negative.

    The same as handing out the cap dollar for dollar, the best tier first.
    """
    found = section_1202(gain, used, SMALL)
    parts = (found.excluded, found.partly_taxed, found.above_cap)
    assert min(parts) >= -1e-6
    assert sum(parts) == pytest.approx(found.eligible)
    earlier = min(gain.earlier, max(10 * MILLION - used, 10 * gain.basis_earlier))
    capacity = max(15 * MILLION - used - earlier, 10 * gain.basis_later)
    expected = earlier
    for rate, amount in (
        (1, gain.whole),
        (0.75, gain.three_quarters),
        (0.5, gain.half),
    ):
        expected += rate * min(amount, capacity)
        capacity -= min(amount, capacity)
    assert found.excluded == pytest.approx(expected)


@given(gain=st.builds(EligibleGain, *[MILLIONS] * 4), used=MILLIONS)
def test_a_looser_cap_never_excludes_less(gain: EligibleGain, used: float) -> None:
    """Nor does more basis, nor less use."""
    found = section_1202(gain, used, SMALL).excluded
    assert section_1202(gain, max(used - MILLION, 0), SMALL).excluded >= found - 1e-6
