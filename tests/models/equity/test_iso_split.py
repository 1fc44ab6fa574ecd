"""Which options are incentive stock options, by the day of their exercise."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from isoplan.models.equity.iso_split import first_exercisable, iso_parts
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.decision_dates import exercise_dates
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.recount.option_count import option_counts
from scenario_builder import Fields, build_scenario, grant

JULY, JUNE_30 = date(2026, 7, 1), date(2026, 6, 30)


def granted(name: str, year: int, shares: int, vests: str, **fields: Any) -> Fields:
    """Return options at 10 that vest on one day."""
    options = {
        "granted_on": date(year, 1, 1),
        "expires_on": date(year + 9, 12, 31),
        "shares": shares,
        "vesting": [{"on": vests, "shares": shares}],
    }
    return grant(name, **(options | fields))


def accelerated(second: Fields | None = None, **sections: Any) -> Scenario:
    """Return A, which accelerates in July 2026, and B, which vests in February."""
    first = granted(
        "A", 2023, 20_000, "2028-02-01", acceleration={"on": JULY, "share": 1.0}
    )
    return build_scenario(
        plan={"start": date(2026, 1, 15), "last_year": 2027},
        grants=[first, second or granted("B", 2024, 10_000, "2026-02-01")],
        market={"prices": {date(2025, 12, 31): 20.0}, "growth": 0.0},
        **sections,
    )


def test_an_acceleration_leaves_earlier_exercises_alone() -> None:
    """26 CFR 1.422-4(b)(4): all of B are ISO before July, and none from then on."""
    (a,), (b,) = iso_parts(accelerated().grants, None)
    assert (a.iso, a.nso, a.iso_until) == (10_000, 10_000, ())
    assert (b.iso, b.nso, b.iso_until) == (0, 0, ((JUNE_30, 10_000),))
    assert [b.iso_on(day) for day in (JUNE_30, JULY)] == [10_000, 0]
    _, of_b = first_exercisable(accelerated().grants, None)
    assert of_b[2026].iso_until == {JUNE_30: 10_000}


@pytest.mark.parametrize(
    ("on", "wages"), [("2026-06-30", 0.0), ("2026-07-01", 100_000.0)]
)
def test_an_exercise_is_judged_on_its_day(on: str, wages: float) -> None:
    """The spread of 10 on 10,000 options is wages from July on, by either route."""
    act = {"on": on, "exercise": "B", "shares": 10_000}
    scenario = accelerated(schedules=[{"name": "B", "actions": [act]}])
    situation = situation_of(scenario)
    move = situation.moves(situation.schedules[0])[0]
    options = situation.tranches[move.tranche]
    assert options.treatment_on(move.exercised_on).nonqualified == bool(wages)


def test_the_plan_exercises_before_the_acceleration() -> None:
    """The audit, which counts on its own, agrees; the plan pays no wages tax on B."""
    plan = recommend(accelerated())
    of_b = [a for a in plan.actions if a.grant == "B" and a.kind == "exercise"]
    assert sum(each.shares for each in of_b if each.date <= JUNE_30) == 10_000


def test_what_was_exercised_before_keeps_its_status() -> None:
    """3,000 of B were exercised in March; 7,000 are nonqualified from July on."""
    event = {"on": "2026-03-02", "exercise": "B", "shares": 3_000}
    scenario = accelerated(events=[event], changes={"plan.start": date(2026, 8, 3)})
    situation = situation_of(scenario)
    (lot,) = situation.opening_position.equity.lots
    assert not lot.nonqualified
    left = {each.name: each.shares for each in situation.tranches if not each.held}
    assert left["B"] == 7_000
    counts = option_counts(situation, [lot])
    assert {name: each.total for name, each in counts.items()} == left


def test_a_part_exercised_before_counts_first() -> None:
    """A takes 60,000 dollars of July: 4,000 of B stay ISO, 6,000 are until June."""
    first = granted(
        "A", 2023, 6_000, "2028-02-01", acceleration={"on": JULY, "share": 1.0}
    )
    second = granted("B", 2024, 10_000, "2026-02-01")
    event = {"on": "2026-03-02", "exercise": "B", "shares": 3_000}
    scenario = build_scenario(
        plan={"start": date(2026, 4, 1)},
        grants=[first, second],
        events=[event],
    )
    situation = situation_of(scenario)
    left = {each.name: each.shares for each in situation.tranches if not each.held}
    assert left == {"A": 6_000, "B": 1_000, "B, ISO until 2026-06-30": 6_000}
    counts = option_counts(situation, situation.opening_position.equity.lots)
    assert {name: each.total for name, each in counts.items()} == left


@pytest.mark.parametrize(
    ("given", "iso", "nso"),
    [
        pytest.param(1_250, [1_000, 750], [0, 1_250], id="the-last-to-vest"),
        pytest.param(
            [{"on": "2026-02-01", "shares": 400}], [600, 2_000], [400, 0], id="by-day"
        ),
    ],
)
def test_the_employers_split_stands_in_place_of_the_law(
    given: object, iso: list[int], nso: list[int]
) -> None:
    """It is the same for the audit."""
    vesting = [
        {"on": "2026-02-01", "shares": 1_000},
        {"on": "2027-02-01", "shares": 2_000},
    ]
    options = grant(shares=3_000, vesting=vesting, nonqualified_shares=given)
    situation = situation_of(build_scenario(plan={"last_year": 2027}, grants=[options]))
    (parts,) = iso_parts(situation.grants, None)
    assert [part.iso for part in parts] == iso
    assert [part.nso for part in parts] == nso
    left = {each.name: each.shares for each in situation.tranches}
    assert left == {"G": sum(iso), "G, NSO part": sum(nso)}
    counts = option_counts(situation, [])
    assert {name: each.total for name, each in counts.items()} == left


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"nonqualified_shares": 1_001}, "more than the 1,000 options granted"),
        ({"nonqualified_shares": 1, "kind": "nso"}, "all options of kind 'nso'"),
        (
            {"nonqualified_shares": [{"on": "2026-02-02", "shares": 1}]},
            "no option vests on it",
        ),
        (
            {"nonqualified_shares": [{"on": "2022-01-03", "shares": 1_001}]},
            "1,001 are more than the 1,000 that vest",
        ),
        ({"early_exercise_from": "2026-02-02"}, "but early_exercise is 'never'"),
        (
            {"early_exercise": "with_83b", "early_exercise_from": "2021-01-01"},
            "outside the grant's term",
        ),
    ],
)
def test_what_a_grant_cannot_say(fields: Fields, reason: str) -> None:
    """One message each."""
    with pytest.raises(ValidationError, match=reason) as caught:
        build_scenario(grants=[grant(**fields)])
    assert caught.value.error_count() == 1


def early(**fields: Any) -> Scenario:
    """Return options that vest in 2026 and 2028, exercisable from June 2026 on."""
    vesting = [
        {"on": "2026-02-01", "shares": 600},
        {"on": "2028-02-01", "shares": 400},
    ]
    given = {"early_exercise": "with_83b", "early_exercise_from": "2026-06-01"}
    options = grant(
        granted_on=date(2025, 1, 2),
        expires_on=date(2034, 12, 31),
        vesting=vesting,
        **given,
    )
    return build_scenario(grants=[options], plan={"last_year": 2028}, **fields)


def test_early_exercise_begins_on_its_day() -> None:
    """Before it vested options alone; the limit counts the rest from that day."""
    situation = situation_of(early())
    vested, unvested = situation.tranches
    assert (vested.available(JULY), vested.available(date(2026, 1, 31))) == (600, 0)
    assert [unvested.available(date(2026, 5, 31)), unvested.available(JULY)] == [0, 400]
    (parts,) = iso_parts(situation.grants, None)
    assert [part.exercisable_from for part in parts] == [
        date(2026, 2, 1),
        date(2026, 6, 1),
    ]
    counts = option_counts(situation, [])
    assert {each.name: each.shares for each in situation.tranches} == {
        name: each.total for name, each in counts.items()
    }
    assert counts[unvested.name].first == date(2026, 6, 1)


def test_a_plan_may_exercise_early_on_that_day() -> None:
    """It is a day of decision, the first one."""
    situation = situation_of(early())
    assert exercise_dates(situation, situation.tranches[1])[0] == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("gone", "by_start", "by_next_step"),
    [
        pytest.param({"exercised": 1_000}, (0, 0), (500, 500), id="all-vested"),
        pytest.param({"exercised": 700}, (0, 300), (500, 800), id="some"),
        pytest.param({"exercised": 0}, (500, 500), (1_000, 1_000), id="none"),
    ],
)
def test_what_is_left_of_both_kinds_is_what_has_vested(
    gone: dict[str, int], by_start: tuple[int, int], by_next_step: tuple[int, int]
) -> None:
    """Of 1,000 options at 200 dollars that vest each year 500 are within the limit.

    Those exercised are no more of either kind than had vested, so that the vested ones
    of the other kind are not there twice; the audit counts the same.
    """
    rule = {"months": 48, "cliff_months": 12, "every_months": 12}
    options = grant(
        granted_on=date(2025, 3, 3), shares=4_000, strike=200.0, vesting=rule, **gone
    )
    situation = situation_of(
        build_scenario(
            plan={"start": date(2026, 6, 1), "last_year": 2028},
            market={"prices": {date(2026, 6, 1): 300.0}},
            grants=[options],
        )
    )
    counts = option_counts(situation, situation.opening_position.equity.lots)
    for day, left in ((date(2026, 6, 1), by_start), (date(2027, 3, 3), by_next_step)):
        names = ("G", "G, NSO part")
        there = {each.name: each.available(day) for each in situation.tranches}
        assert tuple(there[name] for name in names) == left
        assert tuple(counts[name].exercisable(day) for name in names) == left
