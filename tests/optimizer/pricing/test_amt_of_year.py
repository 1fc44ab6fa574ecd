"""The AMT of one year, asked for again with other exercises of that year."""

from datetime import date
from pathlib import Path

from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.pricing.amt_of_year import KnownYears, amt_of_year

EXERCISED = Choice(0, date(2027, 1, 4), date(2028, 1, 5))
KEPT = Choice(1, date(2025, 3, 3), None)
SOLD = Choice(1, date(2025, 3, 3), date(2026, 3, 4))


def test_years_before_it_are_known_where_they_begin_alike(root: Path) -> None:
    """Shares sold in 2026 leave an AMT loss for 2027, shares kept leave none.

    Each beginning has its forms of 2026 once, however many are exercised in 2027.
    """
    path = root / "scenarios" / "crash_after_exercise.toml"
    situation = situation_of(load_scenario(path))
    schedules = [
        {of_lot: 15_000, EXERCISED: count}
        for of_lot in (KEPT, SOLD)
        for count in (12_000, 15_000)
    ]
    known: KnownYears = {}
    found = [amt_of_year(situation, each, 2027, known) for each in schedules]
    assert found == [amt_of_year(situation, each, 2027, {}) for each in schedules]
    assert found[1] > found[0] > 100
    assert found[1] > found[3] + 100
    assert len(known) == 2
