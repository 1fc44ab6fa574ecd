"""Words for what stops an action: lines of the law at their figures, and limits."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from isoplan.models.results.why import StoppedBy
from isoplan.models.scenario import Scenario
from isoplan.optimizer.explaining import why
from isoplan.optimizer.explaining.law_lines import Bend, ThreePoints
from isoplan.optimizer.explaining.moves import PricedMoves
from isoplan.optimizer.recommend import recommend
from scenario_builder import build_scenario, grant, lot

Explain = Callable[[Scenario], Any]

PLAN = {"last_year": 2028, "decision_dates": "yearly"}
SHARES = 30_000
WEALTHY = {"wages": 200_000, "cash": 1_000_000}


@pytest.fixture(scope="module")
def three_points(explain: Explain) -> Callable[..., ThreePoints]:
    """Return what looks at a year of exercises around a number of shares."""
    plans: dict[str, Any] = {}

    def at(shares: int, kind: str, household: dict[str, Any]) -> ThreePoints:
        key = repr((kind, household))
        if key not in plans:
            plans[key] = explain(
                build_scenario(
                    plan=PLAN,
                    household=household,
                    grants=[grant(shares=SHARES, kind=kind)],
                )
            ).as_shares
        plan = plans[key]
        columns = plan.traced.columns.choices
        place = next(
            number
            for number, each in enumerate(columns)
            if each.exercised_on.year == 2026
            and (each.sold_on is None or each.sold_on.year == 2028)
        )
        empty = {used: -plan.shares[used] for used in plan.used}
        moves = []
        for few in (shares - 1, shares, shares + 1):
            move = dict(empty)
            move[place] = move.get(place, 0.0) + few
            moves.append(move)
        values = plan.moved(moves).values[:, [1, 2, 3]]
        return ThreePoints(plan.traced, values, 1.0)

    return at


@pytest.mark.parametrize(
    ("kind", "household", "shares", "stopped_by", "words"),
    [
        pytest.param(
            "iso",
            WEALTHY,
            6_730,
            "amt_rate",
            "the AMT rate of 2026 rises to 28% here",
            id="200,000 and 134,600 less 90,100 are 244,500",
        ),
        pytest.param(
            "iso",
            WEALTHY,
            15_000,
            "exemption",
            "the AMT exemption of 2026 begins to shrink here",
            id="200,000 and 300,000 are 500,000",
        ),
        pytest.param(
            "iso",
            WEALTHY,
            24_010,
            "exemption",
            "the AMT exemption of 2026 is gone here",
            id="200,000 and 480,200 are 680,200",
        ),
        pytest.param(
            "nso",
            WEALTHY | {"wages": 150_000},
            2_500,
            "additional_medicare_tax",
            "the additional Medicare tax of 2026 begins here",
            id="150,000 and 50,000 are 200,000",
        ),
        pytest.param(
            "nso",
            WEALTHY
            | {
                "deduction": "itemized",
                "itemized_deductions": {"real_estate_taxes": 45_000.0},
            },
            15_250,
            "deduction",
            "the deduction of 2026 bends here",
            id="200,000 and 305,000 are 505,000, where the cap on state tax falls",
        ),
    ],
)
def test_a_line_of_the_law_has_its_words(
    kind: str,
    household: dict[str, Any],
    shares: int,
    stopped_by: StoppedBy,
    words: str,
    three_points: Callable[..., ThreePoints],
) -> None:
    """Worked: income and a spread of 20 a share come just to a figure of the law."""
    bend = Bend(stopped_by, 2026, words)
    assert bend in three_points(shares, kind, household).bends(2026)
    assert bend not in three_points(shares + 40, kind, household).bends(2026)


def test_lines_of_years_whose_tax_rises_come_first(
    three_points: Callable[..., ThreePoints], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line in the action's own year that makes tax fall stops nothing."""
    points = three_points(100, "iso", WEALTHY)
    years = len(points.traced.years)
    rises = iter([False] * (years - 1) + [True])

    def of_year(_: ThreePoints, number: int) -> Iterator[Bend]:
        yield Bend("rate", 2026 + number, "bends here")

    monkeypatch.setattr(ThreePoints, "_of_year", of_year)
    monkeypatch.setattr(ThreePoints, "_rises", lambda *_: next(rises))
    assert [each.year for each in points.bends(2026)] == [2026 + years - 1]
    monkeypatch.setattr(ThreePoints, "_rises", lambda *_: False)
    assert points.bends(2027)[0].year == 2027


@pytest.mark.parametrize(
    ("rows", "stopped_by", "words"),
    [
        (["giving_2026_G"], "gift_limit", "the gifts of 2027 are at their limit"),
        (["share_gifts_2026"], "gift_limit", "the gifts of 2027 are at their limit"),
        (["actions_2026"], "preference", "a preference allows no more"),
        ([], "preference", "a preference allows no more"),
    ],
)
def test_a_limit_has_its_words(
    rows: list[str],
    stopped_by: StoppedBy,
    words: str,
    explain: Explain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a share that would gain: by the row it misses, or by a limit without a row."""
    found = explain(
        build_scenario(
            plan=PLAN,
            household={"wages": 200_000, "cash": 4_005},
            grants=[grant()],
            market={
                "prices": {date(2026, 1, 1): 30.0, date(2028, 1, 1): 90.0},
                "first_sale": date(2028, 6, 1),
            },
        )
    )
    monkeypatch.setattr(PricedMoves, "missed_rows", lambda *_: rows)
    action = why.explained(found.plan.actions[:1], found.as_shares)[0]
    assert action.reason is not None
    assert action.reason.stopped_by == stopped_by
    assert words in action.why


def test_a_lot_that_waits_for_a_tax_year() -> None:
    """Held long enough for years, it is sold when wages are lower."""
    plan = recommend(
        build_scenario(
            plan={"last_year": 2027, "decision_dates": "yearly"},
            household={"wages": {"2026": 400_000, "2027": 30_000}},
            grants=[grant(exercised=100, shares=100)],
            lots=[lot(exercised_on=date(2023, 6, 1))],
            market={"prices": {date(2026, 1, 1): 30.0, date(2028, 1, 1): 29.0}},
        )
    )
    (sale,) = plan.actions
    assert sale.reason is not None
    assert (sale.date, sale.reason.stopped_by) == (date(2027, 1, 1), "tax_year")
    assert "it is the first day of sale in 2027" in sale.why
