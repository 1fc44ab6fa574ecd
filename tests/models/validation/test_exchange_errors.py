"""What cannot be an exercise with shares, and the line that it prints."""

import pytest

from exchange_household import EARLY, PAID, fields, household
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import checked_scenario
from scenario_builder import Fields, grant, holding

WRONG = [
    pytest.param(
        {"shares_given": 41},
        {},
        "events[0].shares_given is 41, while 100 options at 10.00 cost no more than 40 "
        "shares worth 25.00 each; give at most 40",
        id="too-many",
    ),
    pytest.param(
        {"value": 9.0},
        {},
        "events[0].shares_given is 40, for options at 10.00 while a share was worth "
        "9.00, so nothing was gained; correct the value or the day",
        id="under-water",
    ),
    pytest.param(
        {},
        {"lots": [{**EARLY, "shares": 30}]},
        "events[0].shares_given is 40, more than the 30 shares of 'early' held on "
        "2026-07-01; correct the shares, or name the lot that they came from",
        id="more-than-held",
    ),
    pytest.param(
        {"paid_with": "ealry"},
        {},
        "events[0].paid_with is 'ealry', which names none of the scenario's lots; did "
        "you mean 'early'?",
        id="unknown-lot",
    ),
    pytest.param(
        {"shares_given": ...},
        {},
        "events[0] of 'swap' is paid with shares of 'early' without shares_given; add "
        "shares_given",
        id="without-a-number",
    ),
    pytest.param(
        {"paid_with": ...},
        {},
        "events[0].shares_given of 'swap' is 40, but paid_with does not say of which "
        "lot; add paid_with, or remove it",
        id="without-a-lot",
    ),
    pytest.param(
        {},
        {"grants": [grant(shares=300), grant("N", kind="nso")], "exercise": "N"},
        "events[0].paid_with is 'early', but only incentive stock options exercised "
        "with shares are modeled; write the lots after the exchange as [[lots]] and "
        "[[holdings]]",
        id="nonqualified",
    ),
    pytest.param(
        {"paid_with": "plan"},
        {
            "holdings": [
                holding(
                    "plan",
                    kind="espp",
                    paid=10.0,
                    offered_on="2024-01-02",
                    value_when_offered=12.0,
                    value_when_bought=13.0,
                )
            ]
        },
        "events[0].paid_with is 'plan', shares of a purchase plan, which are not "
        "modeled as payment; write the lots after the exchange as [[lots]] and "
        "[[holdings]]",
        id="purchase-plan",
    ),
    pytest.param(
        {},
        {"grants": [grant(shares=300, small_business_stock=True)]},
        "events[0].paid_with is 'early', but small business stock (IRC 1202) is not "
        "modeled here; write the lots after the exchange as [[lots]] and [[holdings]]",
        id="small-business",
    ),
    pytest.param(
        {},
        {"lots": [{**EARLY, "vests_on": "2026-01-05", "election_83b": True}]},
        "events[0].paid_with is 'early', but shares not vested when exercised are not "
        "modeled here; write the lots after the exchange as [[lots]] and [[holdings]]",
        id="unvested",
    ),
]


@pytest.mark.parametrize(("changes", "sections", "line"), WRONG)
def test_what_is_no_exchange(changes: Fields, sections: Fields, line: str) -> None:
    """One line each."""
    event = {name: value for name, value in (PAID | changes).items() if value != ...}
    event["exercise"] = sections.get("exercise", "G")
    sections = {name: each for name, each in sections.items() if name != "exercise"}
    assert lines_of(fields(event, **sections)) == [line]


def lines_of(given: Fields) -> list[str]:
    """Return what is wrong with a scenario."""
    with pytest.raises(ScenarioErrors) as caught:
        checked_scenario(given, "f")
    return [str(each).removeprefix("f: ") for each in caught.value.problems]


def test_exchanged_shares_are_not_sold_before_the_others() -> None:
    """26 CFR 1.422-5(b)(2): neither by an event nor by a schedule."""
    sale = {"on": "2026-07-20", "sell": "swap, exchanged", "shares": 10}
    remedy = (
        "sell these from 2027-07-02 on; the law takes a sale before for one of the "
        "other shares of their exercise (26 CFR 1.422-5(b)(2))"
    )
    (line,) = lines_of(fields(PAID, sale))
    assert line == (
        "events[1].shares is 10, more than the 0 shares of 'swap, exchanged' held on "
        f"2026-07-20; {remedy}"
    )
    action = {**sale, "on": "2027-07-01"}
    schedule = {"name": "mine", "actions": [action]}
    (line,) = lines_of(fields(PAID, schedules=[schedule]))
    assert line == (
        "schedules[0].actions[0].shares of 'mine' is 10, more than the 0 shares of "
        f"'swap, exchanged' held on 2027-07-01; {remedy}"
    )
    action["on"] = "2027-07-02"
    assert household(PAID, schedules=[schedule])
