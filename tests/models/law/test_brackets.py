"""Ordinary brackets against published figures, and how the files are read."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from isoplan.models.law import federal_figures
from isoplan.models.law.federal_figures import (
    FIRST_YEAR,
    LAST_PUBLISHED_YEAR,
    YearTables,
    statute,
    year_tables,
)
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus

STATUSES = list(FilingStatus)
SINGLE, JOINTLY, SEPARATELY, HEAD, SURVIVING = STATUSES


@pytest.mark.parametrize(
    ("status", "starts"),
    [
        (SINGLE, (0, 12_400, 50_400, 105_700, 201_775, 256_225, 640_600)),
        (JOINTLY, (0, 24_800, 100_800, 211_400, 403_550, 512_450, 768_700)),
        (SEPARATELY, (0, 12_400, 50_400, 105_700, 201_775, 256_225, 384_350)),
        (HEAD, (0, 17_700, 67_450, 105_700, 201_750, 256_200, 640_600)),
        (SURVIVING, (0, 24_800, 100_800, 211_400, 403_550, 512_450, 768_700)),
    ],
)
def test_brackets_2026(status: FilingStatus, starts: tuple[float, ...]) -> None:
    """Published: rate tables of Rev. Proc. 2025-32."""
    assert federal_law(2026, status).ordinary.starts == starts


@pytest.mark.parametrize(
    ("year", "status", "band", "start"),
    [
        pytest.param(2018, JOINTLY, 6, 600_000, id="IRC 1(j)(2)(A)"),
        pytest.param(2018, SEPARATELY, 6, 300_000, id="IRC 1(j)(2)(D)"),
        pytest.param(2018, HEAD, 1, 13_600, id="IRC 1(j)(2)(B)"),
        pytest.param(2020, SINGLE, 4, 163_300, id="Rev. Proc. 2019-44"),
        pytest.param(2023, SEPARATELY, 6, 346_875, id="Rev. Proc. 2022-38"),
        pytest.param(2024, JOINTLY, 6, 731_200, id="Rev. Proc. 2023-34, 37%"),
        pytest.param(2024, HEAD, 4, 191_950, id="Rev. Proc. 2023-34, 32%"),
        pytest.param(2025, SINGLE, 6, 626_350, id="Rev. Proc. 2024-40"),
    ],
)
def test_bracket_starts(
    year: int, status: FilingStatus, band: int, start: float
) -> None:
    """Published in the source that names the case; other programs missed some."""
    assert federal_law(year, status).ordinary.starts[band] == start


@pytest.mark.parametrize(
    ("year", "status", "income", "tax"),
    [
        # Tax at the start of the 37% band, printed in the rate schedules.
        (2018, SINGLE, 500_000, 150_689.50),
        (2024, JOINTLY, 731_200, 196_669.50),
        (2025, SINGLE, 626_350, 188_769.75),
        (2026, SINGLE, 640_600, 192_979.25),
    ],
)
def test_tax_at_the_top_bracket(
    year: int, status: FilingStatus, income: float, tax: float
) -> None:
    """Published: rate tables of Rev. Proc. 2018-18, 2023-34, 2024-40 and 2025-32."""
    assert federal_law(year, status).ordinary(income) == pytest.approx(tax, abs=0.005)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("inflation", [0.0, 0.001, 0.025, 0.10])
@pytest.mark.parametrize("years", [1, 7, 30])
def test_projected_thresholds_rise(
    status: FilingStatus, inflation: float, years: int
) -> None:
    """No band vanishes, and none starts below where it started."""
    now = federal_law(LAST_PUBLISHED_YEAR, status)
    law = federal_law(LAST_PUBLISHED_YEAR + years, status, inflation)
    for found, last in (
        (law.ordinary.starts, now.ordinary.starts),
        (law.preferential.starts, now.preferential.starts),
        (law.amt.rates.starts, now.amt.rates.starts),
    ):
        assert list(found) == sorted(set(found))
        assert all(a >= b for a, b in zip(found, last, strict=True))


def test_a_law_is_made_once() -> None:
    """Asked again, the same object comes back."""
    for year in (FIRST_YEAR, LAST_PUBLISHED_YEAR):
        assert federal_law(year, SINGLE) is federal_law(year, SINGLE)


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five statuses and three years on one file: two readings, with the statutes."""
    read: list[str] = []
    original = federal_figures._read

    def noted(name: str) -> dict[str, object]:
        read.append(name)
        return original(name)

    monkeypatch.setattr(federal_figures, "_read", noted)
    for cached in (federal_law, year_tables, statute):
        cached.cache_clear()
    for status in STATUSES:
        for year in (2026, 2027, 2028):
            federal_law(year, status, 0.02)
    assert sorted(read) == ["2026.toml", "statute.toml"]


def test_importing_reads_no_figures() -> None:
    """A file is parsed when its year is asked for, not before."""
    program = (
        "import tomllib\n"
        "def refuse(*given): raise SystemExit('read at import')\n"
        "tomllib.loads = tomllib.load = refuse\n"
        "import isoplan.models.law.federal_law\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_table_is_refused() -> None:
    """A misspelt or unread figure does not sit in a file unnoticed."""
    given = year_tables(2026).model_dump()
    given["amt_exemptoin"] = given["amt_exemption"]
    with pytest.raises(ValidationError, match="amt_exemptoin"):
        YearTables.model_validate(given)
    del given["amt_exemptoin"], given["amt_exemption"]["single"]
    with pytest.raises(ValidationError, match=r"amt_exemption\.single"):
        YearTables.model_validate(given)
