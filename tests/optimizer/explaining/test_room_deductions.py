"""The room where two deductions are in reach, worked by hand."""

from datetime import date
from typing import Any

import pytest

from isoplan.cli.render.room import room_report
from isoplan.models.results.room import Room
from isoplan.optimizer.explaining.room import room_in_full
from scenario_builder import build_situation, grant


def room(household: dict[str, Any] | None = None) -> Room:
    """Return the room of the household, some of its fields changed."""
    given = ITEMIZING_LESS | {
        "household": ITEMIZING_LESS["household"] | (household or {})
    }
    return room_in_full(build_situation(**given))


ITEMIZING_LESS: dict[str, Any] = {
    "household": {"wages": 200_000, "itemized_deductions": {"other": 15_000.0}},
    "grants": [grant(shares=60_000, strike=1.0)],
    "market": {"prices": {date(2026, 1, 1): 11.0}},
}
"""1,100 less than the standard deduction of 16,100, which the AMT does not allow."""


def test_itemizing_less_than_the_standard_deduction_may_fit_more() -> None:
    """Worked: 1,100 at 24% are 264; (36,734 + 264) / 0.26 - 94,900 = 47,400 of spread.

    IRC 63(e) lets a household itemize all the same. With the standard deduction it is
    the 31,384.62 worked above.
    """
    found = room()
    assert (found.options, found.federal) == (4_740, 4_740)
    assert found.deduction is not None
    assert found.deduction.itemized
    assert found.deduction.adds == pytest.approx(264, abs=0.01)
    assert found.deduction.otherwise == 3_138
    assert found.sentence() == (
        "You can exercise 4,740 options of G in 2026 without AMT. That takes "
        "itemizing, which adds $264 to regular tax; with the standard deduction it is "
        "3,138."
    )


def test_the_deduction_changes_where_both_cost_the_same() -> None:
    """Worked: 264 of AMT at 26% are 101.54 options of 10 beyond 3,138.46, so 3,240.

    Itemizing adds 264 to regular tax there, and owes no AMT. No line of the law begins
    at that bend, so nothing else is said of it.
    """
    found = room()
    names = ("begins", "from_options", "tax", "amt_at_start", "amt")
    assert [tuple(getattr(s, name) for name in names) for s in found.stretches[:4]] == [
        ("G, spread 10.00", 0.0, 0.0, 0.0, 0.0),
        ("AMT begins", pytest.approx(3_138.461538), 264.0, 0.0, 264.0),
        ("itemized deductions from here", pytest.approx(3_240), 264.0, 0.0, 0.0),
        ("AMT begins", pytest.approx(4_740), 26_836.0, 0.0, 26_572.0),
    ]
    assert found.amt_at(3_241) == 0.0
    assert found.amt_at(3_239) == pytest.approx(261.4)
    lines = room_report(found).splitlines()
    row = next(line for line in lines if "from here" in line)
    assert row.split()[-4:] == ["3,240.00", "0.00", "264.00", "0.00"]


@pytest.mark.parametrize("credit", [0.0, 10_000.0, 50_000.0])
@pytest.mark.parametrize("other", [15_000.0, 16_000.0, 40_000.0])
def test_every_stretch_adds_up(credit: float, other: float) -> None:
    """Tax goes on where it was, whatever deduction is taken."""
    itemized = {"other": other, "real_estate_taxes": 9_000.0}
    found = room({"minimum_tax_credit": credit, "itemized_deductions": itemized})
    tax, place = 0.0, 0.0
    for each in found.stretches:
        assert each.from_options == pytest.approx(place, abs=1e-3)
        tax += (each.to_options - each.from_options) * each.per_hundred / 100
        assert each.tax == pytest.approx(tax, abs=0.05)
        place = each.to_options
    assert place == found.exercisable


@pytest.mark.parametrize(
    ("forced", "options"), [("standard", 3_138), ("itemized", 4_740)]
)
def test_a_deduction_that_is_forced_is_taken(forced: str, options: int) -> None:
    """The file says which: there is no other to compare with."""
    found = room({"deduction": forced})
    assert (found.options, found.deduction) == (options, None)


def test_an_old_credit_is_used_with_the_deduction_of_least_tax() -> None:
    """Worked: itemized, 36,998 less tentative 0.26 * 94,900 = 24,674 uses 12,324."""
    found = room({"minimum_tax_credit": 50_000.0})
    assert found.credit is not None
    assert found.credit.used == pytest.approx(12_324)
    assert found.options == 4_740


def test_what_the_amt_allows_neither_of_saves_no_room() -> None:
    """State tax of 26,100 saves 2,400 of regular tax, and so room is less by as much.

    Worked: (36,734 - 10,000 * 0.24) / 0.26 - 109,900 = 22,153.85. Paying 2,400 more of
    regular tax would not be less than paying that as AMT, so it is not proposed.
    """
    found = room({"itemized_deductions": {"real_estate_taxes": 26_100.0}})
    assert (found.options, found.deduction) == (2_215, None)


def test_of_deductions_with_the_same_tax_the_one_that_leaves_more_credit() -> None:
    """Worked: state tax of 26,100 is itemized, though tax is 28,574 either way.

    36,734 - 2,400 less tentative 28,574 uses 5,760 of the credit; 8,160 without it.
    """
    found = room(
        {
            "minimum_tax_credit": 50_000.0,
            "itemized_deductions": {"real_estate_taxes": 26_100.0},
        }
    )
    assert found.credit is not None
    assert found.credit.used == pytest.approx(5_760)
