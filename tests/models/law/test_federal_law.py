"""The figures of the law: as published, with their sources, and projected."""

import math
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.federal_figures import (
    FIRST_YEAR,
    LAST_PUBLISHED_YEAR,
    Statute,
    YearTables,
)
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus

FOLDER = files("isoplan.models.law").joinpath("federal")
FILES = sorted(each.name for each in FOLDER.iterdir() if each.name.endswith(".toml"))
STATUSES = list(FilingStatus)
SINGLE, JOINTLY, SEPARATELY, HEAD, SURVIVING = STATUSES


def tables(name: str) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))


def test_there_is_one_file_a_year() -> None:
    """And the one of the statutes."""
    years = range(FIRST_YEAR, LAST_PUBLISHED_YEAR + 1)
    assert [*(f"{year}.toml" for year in years), "statute.toml"] == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_figure_has_a_source(name: str) -> None:
    """Each table of each file, and how many sources agree."""
    for figure, table in tables(name).items():
        if figure != "year":
            assert len(table["source"]) > 5, figure
            assert table["confirmed_by"] >= 1, figure


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lost", ["source", "confirmed_by"])
def test_a_figure_without_a_source_is_refused(name: str, lost: str) -> None:
    """Whichever figure it is."""
    model = Statute if name == "statute.toml" else YearTables
    model.model_validate(tables(name))
    for figure in tables(name).keys() - {"year"}:
        given = tables(name)
        del given[figure][lost]
        with pytest.raises(ValidationError, match=lost):
            model.model_validate(given)
        if lost == "source":
            given[figure][lost] = ""
            with pytest.raises(ValidationError, match="at least 1 character"):
                model.model_validate(given)


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_PUBLISHED_YEAR + 1))
@pytest.mark.parametrize("status", STATUSES)
def test_the_figures_of_a_year_hang_together(year: int, status: FilingStatus) -> None:
    """A file in the place of another, or a digit lost, shows here."""
    law = federal_law(year, status)
    assert (law.year, law.filing_status, law.projected) == (year, status, False)
    assert tables(f"{year}.toml")["year"] == year
    assert law.ordinary.rates == (0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37)
    assert law.preferential.rates == (0.0, 0.15, 0.20)
    assert law.amt.rates.rates == (0.26, 0.28)
    assert law.amt.exemption < law.amt.phase_out_start
    if year > FIRST_YEAR:
        before = federal_law(year - 1, status)
        for start, earlier in zip(
            law.ordinary.starts, before.ordinary.starts, strict=True
        ):
            assert earlier <= start <= 1.08 * earlier
        assert 1 < law.standard_deduction / before.standard_deduction < 1.09
        assert 1 < law.amt.exemption / before.amt.exemption < 1.09


EXEMPTIONS = [
    # year, single and jointly: exemption and start of its phase-out; published.
    (2018, 70_300, 500_000, 109_400, 1_000_000, "Rev. Proc. 2018-18; P.L. 115-97"),
    (2019, 71_700, 510_300, 111_700, 1_020_600, "Rev. Proc. 2018-57"),
    (2020, 72_900, 518_400, 113_400, 1_036_800, "Rev. Proc. 2019-44"),
    (2021, 73_600, 523_600, 114_600, 1_047_200, "Rev. Proc. 2020-45"),
    (2022, 75_900, 539_900, 118_100, 1_079_800, "Rev. Proc. 2021-45"),
    (2023, 81_300, 578_150, 126_500, 1_156_300, "Rev. Proc. 2022-38"),
    (2024, 85_700, 609_350, 133_300, 1_218_700, "Rev. Proc. 2023-34"),
    (2025, 88_100, 626_350, 137_000, 1_252_700, "Rev. Proc. 2024-40"),
    (2026, 90_100, 500_000, 140_200, 1_000_000, "Rev. Proc. 2025-32"),
]


@pytest.mark.parametrize(
    ("year", "single", "single_start", "jointly", "jointly_start", "source"), EXEMPTIONS
)
def test_amt_exemption(
    year: int,
    single: float,
    single_start: float,
    jointly: float,
    jointly_start: float,
    source: str,
) -> None:
    """Form 6251 line 5; published in the revenue procedure named."""
    assert source
    for status in (SINGLE, HEAD):
        law = federal_law(year, status).amt
        assert (law.exemption, law.phase_out_start) == (single, single_start)
    for status in (JOINTLY, SURVIVING):
        law = federal_law(year, status).amt
        assert (law.exemption, law.phase_out_start) == (jointly, jointly_start)
    law = federal_law(year, SEPARATELY).amt
    assert (law.exemption, law.phase_out_start) == (jointly / 2, jointly_start / 2)


GONE_AT = [
    # Published in the instructions of Form 6251, Exemption Worksheet and line 4.
    (2018, 781_200, 1_437_600, 718_800),
    (2019, 797_100, 1_467_400, 733_700),
    (2020, 810_000, 1_490_400, 745_200),
    (2021, 818_000, 1_505_600, 752_800),
    (2022, 843_500, 1_552_200, 776_100),
    (2023, 903_350, 1_662_300, 831_150),
    (2024, 952_150, 1_751_900, 875_950),
    (2025, 978_750, 1_800_700, 900_350),
    # Worked: 500,000 + 90,100 / 0.5; 1,000,000 + 140,200 / 0.5; half of that.
    (2026, 680_200, 1_280_400, 640_200),
]


@pytest.mark.parametrize(("year", "single", "jointly", "separately"), GONE_AT)
def test_exemption_gone_at(
    year: int, single: float, jointly: float, separately: float
) -> None:
    """Form 6251 line 5 is zero from here on; separate filers add to line 4."""
    gone_at = {
        status: federal_law(year, status).amt.exemption_gone_at for status in STATUSES
    }
    assert gone_at == {
        SINGLE: single,
        HEAD: single,
        JOINTLY: jointly,
        SURVIVING: jointly,
        SEPARATELY: separately,
    }


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_PUBLISHED_YEAR + 1))
def test_only_separate_filers_add_to_amti(year: int) -> None:
    """IRC 55(d)(2), last sentence."""
    for status in STATUSES:
        addition = federal_law(year, status).amt.separate_addition
        assert addition is (status is SEPARATELY)


HIGH_RATE_STARTS = [
    (2018, 191_100),
    (2019, 194_800),
    (2020, 197_900),
    (2021, 199_900),
    (2022, 206_100),
    (2023, 220_700),
    (2024, 232_600),
    (2025, 239_100),
    (2026, 244_500),
]


@pytest.mark.parametrize(("year", "start"), HIGH_RATE_STARTS)
def test_amt_28_percent_start(year: int, start: float) -> None:
    """Form 6251 line 18; published in the revenue procedures. Separate filers: half."""
    for status in STATUSES:
        expected = start / 2 if status is SEPARATELY else start
        assert federal_law(year, status).amt.rates.starts == (0, expected)


STANDARD_DEDUCTIONS = [
    (2018, 12_000, 18_000),
    (2019, 12_200, 18_350),
    (2020, 12_400, 18_650),
    (2021, 12_550, 18_800),
    (2022, 12_950, 19_400),
    (2023, 13_850, 20_800),
    (2024, 14_600, 21_900),
    (2025, 15_750, 23_625),
    (2026, 16_100, 24_150),
]


@pytest.mark.parametrize(("year", "single", "head"), STANDARD_DEDUCTIONS)
def test_standard_deduction(year: int, single: float, head: float) -> None:
    """Form 1040 line 12; published. 2025 as raised by P.L. 119-21."""
    found = {each: federal_law(year, each).standard_deduction for each in STATUSES}
    assert found == {
        SINGLE: single,
        SEPARATELY: single,
        JOINTLY: 2 * single,
        SURVIVING: 2 * single,
        HEAD: head,
    }


GAIN_BANDS = [
    # year, status, where 15 and 20% start; published in the revenue procedures.
    (2018, SINGLE, 38_600, 425_800),
    (2020, HEAD, 53_600, 469_050),
    (2022, JOINTLY, 83_350, 517_200),
    (2023, SEPARATELY, 44_625, 276_900),
    (2024, SINGLE, 47_025, 518_900),
    (2025, JOINTLY, 96_700, 600_050),
    (2026, SINGLE, 49_450, 545_500),
    (2026, HEAD, 66_200, 579_600),
]


@pytest.mark.parametrize(("year", "status", "fifteen", "twenty"), GAIN_BANDS)
def test_gain_bands(
    year: int, status: FilingStatus, fifteen: float, twenty: float
) -> None:
    """IRC 1(h)(1), 1(j)(5)."""
    assert federal_law(year, status).preferential.starts == (0, fifteen, twenty)


@pytest.mark.parametrize(
    ("status", "niit", "medicare", "loss"),
    [
        (SINGLE, 200_000, 200_000, 3_000),
        (JOINTLY, 250_000, 250_000, 3_000),
        (SEPARATELY, 125_000, 125_000, 1_500),
        (HEAD, 200_000, 200_000, 3_000),
        (SURVIVING, 250_000, 200_000, 3_000),
    ],
)
def test_amounts_that_no_inflation_moves(
    status: FilingStatus, niit: float, medicare: float, loss: float
) -> None:
    """IRC 1411(b), 3101(b)(2), 1211(b); published on Forms 8960, 8959, Schedule D."""
    for law in (
        federal_law(2018, status),
        federal_law(2026, status),
        federal_law(2035, status, 0.03),
    ):
        assert law.niit.threshold == niit
        assert law.additional_medicare.threshold == medicare
        assert law.capital_loss_limit == loss


SALT_CAPS = [
    (2018, 10_000, math.inf),
    (2024, 10_000, math.inf),
    (2025, 40_000, 500_000),
    (2026, 40_400, 505_000),
    (2027, 40_804, 510_050),
    (2028, 41_212, 515_151),
    (2029, 41_624, 520_302),
    (2030, 10_000, math.inf),
    (2040, 10_000, math.inf),
]


@pytest.mark.parametrize(("year", "cap", "start"), SALT_CAPS)
def test_salt_cap_follows_the_statute(year: int, cap: float, start: float) -> None:
    """IRC 164(b)(6), (7): 1% more a year through 2029, then 10,000 again.

    Worked by hand, except 2018 to 2026, which are published. Separate filers: half.
    """
    law = federal_law(year, SINGLE, 0.1).salt
    assert (law.cap, law.phase_down_start) == (cap, start)
    half = federal_law(year, SEPARATELY, 0.1).salt
    assert half.cap == cap / 2
    assert half.phase_down_start == pytest.approx(start / 2, abs=1)
    assert (law.phase_down_rate, half.phase_down_rate) == (0.30, 0.15)
    assert (law.floor, half.floor) == (10_000, 5_000)


def test_phase_out_rate_doubles_in_2026() -> None:
    """IRC 55(d)(4), as amended by P.L. 119-21."""
    rates = {
        year: federal_law(year, SINGLE).amt.phase_out_rate
        for year in (2018, 2025, 2026)
    }
    assert rates == {2018: 0.25, 2025: 0.25, 2026: 0.50}


def test_itemized_limit_starts_in_2026() -> None:
    """IRC 68(a): 2/37 above the start of the 37% bracket."""
    before, after = (federal_law(year, SINGLE).itemized_limit for year in (2025, 2026))
    assert (before.fraction, before.top_bracket_start) == (0.0, math.inf)
    assert after.fraction == pytest.approx(2 / 37, rel=1e-15)
    assert after.top_bracket_start == 640_600


def test_gifts() -> None:
    """IRC 170(b)(1)(C), (G), (I); the floor comes with P.L. 119-21 sec. 70425."""
    before, after = (federal_law(year, SINGLE).charity for year in (2025, 2026))
    assert (before.limit, before.share_limit, before.floor) == (0.60, 0.30, 0.0)
    assert (after.limit, after.share_limit, after.floor) == (0.60, 0.30, 0.005)


@pytest.mark.parametrize("years", [1, 2, 10])
def test_projection_indexes_published_figures(years: int) -> None:
    """Whole dollars of the last figures times (1 + inflation) to the years."""
    last = federal_law(LAST_PUBLISHED_YEAR, SINGLE)
    law = federal_law(LAST_PUBLISHED_YEAR + years, SINGLE, 0.025)
    grown = 1.025**years
    assert law.projected
    assert law.standard_deduction == round(last.standard_deduction * grown)
    assert law.amt.exemption == round(90_100 * grown)
    assert law.amt.phase_out_start == round(500_000 * grown)
    assert law.amt.rates.starts == (0, round(244_500 * grown))
    assert law.amt.phase_out_rate == 0.5
    assert law.ordinary.starts == tuple(round(x * grown) for x in last.ordinary.starts)
    assert law.itemized_limit.top_bracket_start == law.ordinary.starts[-1]


def test_inflation_leaves_published_years_alone() -> None:
    """An assumption never replaces a published figure."""
    for year in (2018, 2026):
        assert federal_law(year, SINGLE, 0.1) == federal_law(year, SINGLE)


@pytest.mark.parametrize(
    ("year", "inflation"), [(2017, None), (2017, 0.02), (2027, None), (1900, None)]
)
def test_a_year_without_figures(year: int, inflation: float | None) -> None:
    """It is named, with what would help."""
    with pytest.raises(UnknownLawYear, match=f"tax year {year}: give an inflation"):
        federal_law(year, SINGLE, inflation)


@pytest.mark.parametrize(
    ("year", "base"),
    [
        # Published: determinations of the Social Security Administration.
        (2018, 128_400),
        (2022, 147_000),
        (2025, 176_100),
        (2026, 184_500),
        (2027, 192_300),
        # Worked: 192,300 grown by 2.5% a year, to the nearest 300.
        (2028, 197_100),
        (2030, 207_000),
    ],
)
def test_social_security_base(year: int, base: float) -> None:
    """IRC 3121(a)(1); 42 USC 430(b)."""
    law = federal_law(year, SINGLE, 0.025).payroll
    assert law.social_security_base == base
    assert (law.social_security_rate, law.medicare_rate) == (0.062, 0.0145)
