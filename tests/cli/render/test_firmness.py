"""How firm a first step is, in words and tables of 80 columns."""

from datetime import date
from typing import Any

import pytest

from isoplan.cli.layout.width import NARROWEST, USUAL
from isoplan.cli.render.firmness import firmness_report, first_sentences
from isoplan.models.results.firmness import (
    Elsewhere,
    Fall,
    Firmness,
    FirmRange,
    FirstStep,
    LimitPrice,
    StepAction,
)


def step(shares: int) -> FirstStep:
    """A step of one exercise."""
    part = StepAction(kind="exercise", grant="hire", of="2023 hire", shares=shares)
    return FirstStep(on=date(2026, 12, 31), actions=(part,))


def fall(**fields: Any) -> Fall:
    """A fall to nothing after the first step."""
    given = {
        "after": date(2026, 12, 31),
        "on": date(2027, 1, 1),
        "price": 0.0,
        "loss": 5_212.4,
        "paid": 7_263.0,
        "proceeds": 0.0,
        "tax_added": 0.0,
        "amt_added": 0.0,
        "tax_returned": 2_001.0,
        "returned_by": 2029,
        "credit_left": 0.0,
        "shares": 6_316,
    }
    return Fall.model_validate(given | fields)


def found(fact: str = "exit_price", **fields: Any) -> FirmRange:
    """A range of the exit price."""
    given = {
        "fact": fact,
        "in_words": "price of a share on 2029-05-15, dollars",
        "now": 24.5,
        "lowest": 22.0,
        "highest": 40.0,
        "tried": (20.0, 22.0, 24.5, 40.0),
    }
    return FirmRange.model_validate(given | fields)


def firmness(**fields: Any) -> Firmness:
    """All of it."""
    given = {
        "depth": "all",
        "step": step(6_316),
        "same_means": "it is the same",
        "trifle": 25.0,
        "gap": 0.01,
        "solves": 41,
        "fall": fall(),
        "ranges": (found(),),
    }
    return Firmness.model_validate(given | fields)


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def test_without_firmness_nothing_is_said() -> None:
    """As with --quick."""
    assert firmness_report(None) == ""
    assert first_sentences(None) == []
    assert first_sentences(firmness(fall=None, ranges=())) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {},
            (
                "If the share falls to nothing in 2027, after the first step, you lose "
                "$5,212, present value: you pay $7,263 for strikes, and $2,001 of tax "
                "comes back by 2029."
            ),
        ),
        (
            {"tax_added": 6_590.0, "price": 1.5, "proceeds": 9_474.0},
            (
                "If the share falls to $1.50 in 2027, after the first step, you lose "
                "$5,212, present value: you pay $7,263 for strikes and $6,590 of tax, "
                "sell for $9,474 more, and $2,001 of tax comes back by 2029."
            ),
        ),
        (
            {"tax_returned": 0.0, "returned_by": None},
            (
                "If the share falls to nothing in 2027, after the first step, you lose "
                "$5,212, present value: you pay $7,263 for strikes."
            ),
        ),
        (
            {"paid": 0.0, "proceeds": -1_200.2, "returned_by": 2029},
            (
                "If the share falls to nothing in 2027, after the first step, you lose "
                "$5,212, present value: you sell for $1,200 less, and $2,001 of tax "
                "comes back by 2029."
            ),
        ),
        (
            {"paid": 0.4, "tax_returned": 900.0},
            (
                "If the share falls to nothing in 2027, after the first step, you lose "
                "$5,212, present value: $900 of tax comes back by 2029."
            ),
        ),
        (
            {"paid": 0.0, "tax_returned": 0.3},
            (
                "If the share falls to nothing in 2027, after the first step, you lose "
                "$5,212, present value."
            ),
        ),
        (
            {"loss": -300.0},
            (
                "If the share falls to nothing in 2027, after the first step, you "
                "still have $300 more than by doing nothing."
            ),
        ),
    ],
)
def test_a_fall_is_a_sentence(fields: dict[str, Any], said: str) -> None:
    """In dollars, with what is paid and what comes back when."""
    assert first_sentences(firmness(fall=fall(**fields), ranges=())) == [said]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {},
            (
                "The same first step, within $25 of the best, for any exit price tried "
                "from $22.00 to $40.00."
            ),
        ),
        (
            {"below": Elsewhere(value=20.0, step=step(2_100))},
            (
                "The same first step, within $25 of the best, for any exit price tried "
                "from $22.00 to $40.00; at $20.00: exercise 2,100 of 2023 hire on "
                "2026-12-31."
            ),
        ),
        (
            {
                "lowest": 24.5,
                "highest": 24.5,
                "below": Elsewhere(value=20.0, step=None),
                "above": Elsewhere(value=1_250.0, step=FirstStep(on=None, actions=())),
            },
            (
                "The first step hangs on the exit price, $24.50; at $20.00: no plan; "
                "at $1,250: do nothing."
            ),
        ),
    ],
)
def test_a_range_is_a_sentence(fields: dict[str, Any], said: str) -> None:
    """Where it holds, and what the step becomes at the next values tried."""
    shown = firmness(fall=None, ranges=(found(**fields),))
    assert first_sentences(shown) == [said]


def test_a_step_with_a_gift_is_not_said_to_be_within_dollars() -> None:
    """Nobody has looked at what keeping to it loses."""
    assert first_sentences(firmness(fall=None, trifle=None)) == [
        "The same first step for any exit price tried from $22.00 to $40.00."
    ]


def test_a_range_of_which_nothing_is_known_is_not_shown() -> None:
    """Time ended at once, and `left_out` says it."""
    late = found(lowest=24.5, highest=24.5, tried=(24.5,), cut="late")
    said = "These were not tried to both ends, for lack of time: exit price."
    text = firmness_report(firmness(fall=None, ranges=(late,), left_out=(said,)))
    assert first_sentences(firmness(fall=None, ranges=(late,))) == []
    assert "$24.50" not in text
    assert text.endswith(said)


def test_the_first_depth_shows_its_sentences_alone() -> None:
    """With the fall to the price that was asked for."""
    shown = firmness(depth="first", falls=(fall(price=2.0, loss=80.0),))
    assert firmness_report(shown) == ""
    text = "\n".join(first_sentences(shown))
    assert text.count("If the share falls to") == 2
    assert "falls to $2.00 in 2027" in text


@pytest.mark.parametrize("width", [NARROWEST, USUAL, 120])
def test_everything_fits_and_cuts_no_money(width: int) -> None:
    """Ranges, what is beyond them, falls by year, limits, and what is left out."""
    rate = found("discount_rate", now=0.05, lowest=0.045, highest=0.1, tried=(0.045,))
    day = found(
        "date_of_sale",
        now=date(2029, 5, 15),
        lowest=date(2029, 2, 15),
        highest=date(2030, 5, 15),
        tried=(date(2028, 11, 15), date(2030, 5, 15)),
        below=Elsewhere(
            value=date(2028, 11, 15), step=step(4_000), keeping_costs=1_234_567.0
        ),
    )
    ahead = fall(after=date(2027, 12, 31), loss=-1_384_668.0, proceeds=1_391_931.0)
    cash = LimitPrice(
        limit="cash",
        of="household.cash",
        loosened="$5,000 more in cash at the start",
        worth=310.4,
        at_least=310.0,
        at_most=310.5,
    )
    text = firmness_report(
        firmness(
            ranges=(found(), rate, day),
            falls=(ahead,),
            limits=(cash,),
            free_limits=("no lock-up: sales from 2028-11-15",),
            left_out=("Growth was not tried: the exit does not depend on it.",),
        ),
        width,
    )
    assert max(len(line) for line in text.splitlines()) <= width
    said = one_line(text)
    for words in (
        "hangs on: exercise 6,316 of 2023 hire on 2026-12-31.",
        (
            "It stays the same where it is the same. 41 plans were solved again, each "
            "within $0.01."
        ),
        "exit price $24.50 $22.00 $40.00",
        "discount rate 5.00% 4.50% 10.00%",
        (
            "At date of sale 2028-11-15: exercise 4,000 of 2023 hire on 2026-12-31; "
            "keeping to the step loses $1,234,567."
        ),
        "2027-12-31 0.00 6,316 7,263",
        "0 2,001 1,391,931 -1,384,668",
        "$5,000 more in cash at the start would be worth $310.",
        "Worth nothing: no lock-up: sales from 2028-11-15.",
        "Growth was not tried: the exit does not depend on it.",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("worth", "at_least", "at_most", "said"),
    [
        (310.4, 310.0, 310.5, "be worth $310."),
        (-1_942.24, -1_942.25, -1_942.23, "cost $1,942."),
        (0.4, -0.2, 3.0, "be worth nothing."),
        (
            40.0,
            12.0,
            90.0,
            "be worth at least $12 and at most $90; no more was proven.",
        ),
        (-5.0, -20.0, 90.0, "be worth at most $90; no more was proven."),
        (
            -50.0,
            -90.0,
            -12.0,
            "cost at least $12 and at most $90; no more was proven.",
        ),
    ],
)
def test_what_a_limit_costs_is_told_as_it_is_proven(
    worth: float, at_least: float, at_most: float, said: str
) -> None:
    """With its sign: looser vesting may cost something."""
    price = LimitPrice(
        limit="vesting",
        of="grants[0].vesting",
        loosened="all options of A vested on 2026-01-02",
        worth=worth,
        at_least=at_least,
        at_most=at_most,
    )
    text = one_line(firmness_report(firmness(limits=(price,))))
    assert f"All options of A vested on 2026-01-02 would {said}" in text


@pytest.mark.parametrize(("gap", "most"), [(0.01, ""), (40.0, "at most ")])
def test_keeping_a_step_is_told_as_it_is_proven(gap: float, most: str) -> None:
    """Up to the bound of the best plan there."""
    there = Elsewhere(value=20.0, step=step(2_100), keeping_costs=312.0)
    text = firmness_report(firmness(gap=gap, ranges=(found(below=there),)))
    assert f"keeping to the step loses {most}$312." in one_line(text)
