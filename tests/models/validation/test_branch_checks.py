"""Every mistake in branches has its message: field, value, reason and remedy."""

import pytest

from isoplan.models.base.errors import FutureParts, ScenarioErrors
from isoplan.models.scenario import checked_scenario
from isoplan.models.situation import situation_of
from scenario_builder import Fields, change_fields
from uncertain_household import BAD, BETTER, GOOD, WORSE, uncertain, uncertain_fields

DEAL: Fields = {"on": "2027-09-01", "buyer": "B", "exchange_ratio": 0.5}
BUYER: Fields = {"B": {"prices": {"2026-01-01": 60.0}, "trading_days": "any"}}
UNCERTAIN: Fields = {"volatility": 0.6, "steps": ["2027-01-04"]}
WRONG: list[tuple[Fields, str]] = [
    (
        {"branches.0.from": "2026-01-02"},
        (
            "branches[0].from of 'good' is 2026-01-02, and the plan goes from "
            "2026-01-02 to 2028-12-31; give a day from 2026-01-03 to 2028-12-31"
        ),
    ),
    (
        {"branches.1.name": "good"},
        (
            "branches[1].name is 'good', the name of another branch as well; give each "
            "branch a name of its own"
        ),
    ),
    (
        {"branches.2.after": "goood"},
        (
            "branches[2].after of 'better' is 'goood', which names none of the "
            "branches; did you mean 'good'?"
        ),
    ),
    (
        {"branches.2.from": "2027-03-01"},
        (
            "branches[2].from of 'better' is 2027-03-01, but 'good', which comes "
            "before it, begins on 2027-03-01; give a later day, or correct after"
        ),
    ),
    (
        {"branches.1.from": "2027-04-01"},
        (
            "branches[1].from of 'bad' is 2027-04-01, but 'good', one of the branches "
            "without after too, begins on 2027-03-01; let both begin on the day on "
            "which it becomes known which one comes; what parts later comes after a "
            "branch that changes nothing"
        ),
    ),
    (
        {"branches.3.probability": 0.25},
        (
            "branches[2].probability of 'better' is 0.5, and the probabilities of "
            "those after 'good' add up to 0.75, not to 1; correct them; add a branch "
            "for the rest, 0.25"
        ),
    ),
    (
        {"branches.3.probability": 0.75},
        (
            "branches[2].probability of 'better' is 0.5, and the probabilities of "
            "those after 'good' add up to 1.25, not to 1; correct them"
        ),
    ),
    (
        {"branches.3.probability": 0.0},
        (
            "branches[3].probability of 'worse' is 0.0, which is not above 0; give a "
            "number above 0"
        ),
    ),
    (
        {"branches.0.market": {"prices": {"2027-02-01": 9.0}}},
        (
            "branches[0].market.prices.2027-02-01 of 'good' is 2027-02-01, before the "
            "branch begins on 2027-03-01, when nothing of it is known; give a day from "
            "2027-03-01 on, or let the branch begin earlier"
        ),
    ),
    (
        {"branches.1.market": {"worthless_on": "2027-01-04"}},
        (
            "branches[1].market.worthless_on of 'bad' is 2027-01-04, before the branch "
            "begins on 2027-03-01"
        ),
    ),
    (
        {"branches.1.market": {"acquisition": {"on": "2027-01-04", "price": 9.0}}},
        "branches[1].market.acquisition.on of 'bad' is 2027-01-04, before the branch",
    ),
    (
        {"branches.1.market": {"first_sale": "2027-06-01"}},
        (
            "branches[1].market.first_sale of 'bad' is given, but the market of the "
            "file is open from the start; remove it, or give [market] a first_sale "
            "after the branch begins"
        ),
    ),
    (
        {
            "market.first_sale": "2026-06-01",
            "branches.1.market": {"ipo": {"on": "2027-06-01"}},
        },
        (
            "branches[1].market.ipo of 'bad' is given, but the market has been open "
            "since 2026-06-01"
        ),
    ),
    (
        {"branches.1.markets": {"fund": {"growth": 0.1}}},
        (
            "branches[1].markets.fund of 'bad' changes a market that the file has not; "
            "there are no markets"
        ),
    ),
    (
        {"branches.1.employment": {"leaves_on": "2027-01-04"}},
        "branches[1].employment.leaves_on of 'bad' is 2027-01-04, before the branch",
    ),
    (
        {
            "employment": {"leaves_on": "2027-01-29"},
            "branches.1.employment": {"leaves_on": "2027-04-01"},
        },
        (
            "branches[1].employment.leaves_on of 'bad' is 2027-04-01, but employment "
            "ends on 2027-01-29, before the branch begins"
        ),
    ),
    (
        {"branches.1.household": {"wages": {"2026": 9_000}}},
        (
            "branches[1].household.wages.2026 of 'bad' is 9000.0, in a year before the "
            "branch begins, on 2027-03-01; give years from 2027 on"
        ),
    ),
    (
        {"branches.1.household": {"state": {"2026-06-01": "TX"}}},
        (
            "branches[1].household.state.2026-06-01 of 'bad' is 2026-06-01, before the "
            "branch begins"
        ),
    ),
    (
        {"branches.1.market": {"prise": 1.0}},
        (
            "branches[1].market.prise of 'bad' is not a field of the scenario file; "
            "did you mean 'prices'?"
        ),
    ),
    (
        {
            "branches.1.market": {
                "worthless_on": "2027-09-01",
                "acquisition": {"on": "2027-09-01", "price": 9.0},
            }
        },
        (
            "market.worthless_on is 2027-09-01, but market.acquisition buys the shares "
            "on 2027-09-01 (in the outcome 'bad')"
        ),
    ),
    (
        {"plan.objective": "least_tax"},
        "plan.objective is 'least_tax', which says nothing of a future that may part",
    ),
    (
        {"uncertainty": UNCERTAIN},
        (
            "uncertainty stands beside branches, and the future parts by one of them; "
            "remove [uncertainty], or all [[branches]]"
        ),
    ),
]
WRONG_UNCERTAINTY: list[tuple[Fields, str]] = [
    (
        {"uncertainty.steps": ["2026-01-02"]},
        (
            "uncertainty.steps[0] is 2026-01-02, and the plan goes from 2026-01-02 to "
            "2028-12-31"
        ),
    ),
    (
        {"uncertainty.steps": ["2027-01-04", "2026-06-01"]},
        (
            "uncertainty.steps is a list of 2, where 2026-06-01 does not come after "
            "2027-01-04; write the days in order, each once"
        ),
    ),
    (
        {"uncertainty.steps": []},
        "uncertainty.steps is an empty list, where at least one",
    ),
    ({"uncertainty.branches": 4}, "uncertainty.branches is 4, which is not one of"),
    (
        {"uncertainty.volatility": 50},
        (
            "uncertainty.volatility is 50, which is above 3; give 3 or less, as a "
            "fraction: 0.03 is 3 percent"
        ),
    ),
    (
        {"uncertainty.volatility": 0.0},
        "uncertainty.volatility is 0.0, which is not above 0",
    ),
    (
        {"uncertainty.jump": {"probability_per_year": 0.1, "to": 1.0}},
        "uncertainty.jump.to is 1.0, which is not below 1; give a number below 1",
    ),
    (
        {"market.expected_growth": 0.1, "market.volatility": 0.5},
        (
            "market.expected_growth is 0.1, beside [uncertainty], whose branches have "
            "the market's price as their mean, so that the drag of volatility would "
            "count twice; write it as growth, and remove market.volatility"
        ),
    ),
    (
        {"market.worthless_on": "2027-01-04", "market.prices": {"2026-01-01": 9.0}},
        "uncertainty.steps is 2027-01-04, but shares are not traded from 2027-01-04 on",
    ),
    (
        {
            "uncertainty.steps": [f"2027-{m:02}-01" for m in range(1, 5)],
        },
        (
            "uncertainty.steps is 81 outcomes, more than the 64 that are planned "
            "together; give fewer days, or branches = 2, or leave out jump"
        ),
    ),
]


def said(fields: Fields) -> str:
    """Return everything that is wrong with fields."""
    with pytest.raises(ScenarioErrors) as caught:
        checked_scenario(fields)
    return str(caught.value)


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_a_mistake_in_branches(changes: Fields, message: str) -> None:
    """One change of a file that is right."""
    assert message in said(change_fields(uncertain_fields(), changes))


@pytest.mark.parametrize(("changes", "message"), WRONG_UNCERTAINTY)
def test_a_mistake_in_a_volatility(changes: Fields, message: str) -> None:
    """One change of a file that is right."""
    fields = uncertain_fields()
    del fields["branches"]
    fields["uncertainty"] = dict(UNCERTAIN)
    checked_scenario(fields)
    assert message in said(change_fields(fields, changes))


def test_a_field_that_no_branch_has() -> None:
    """Its message lists the fields as the file writes them."""
    message = said(uncertain_fields(GOOD | {"grants": 1}, BAD))
    assert "known fields here: after, employment, from, household" in message


def test_a_branch_after_itself() -> None:
    """Is told as such."""
    message = said(uncertain_fields(GOOD | {"after": "good"}, BAD))
    assert "branches[0].after of 'good' is 'good', the branch itself; name" in message


def test_days_and_changes_come_at_once() -> None:
    """A sum that is not one hides no price before its branch."""
    early = BAD | {"probability": 0.3, "market": {"prices": {"2027-01-04": 3.0}}}
    message = said(uncertain_fields(GOOD, early))
    assert "add up to 0.9" in message
    assert "prices.2027-01-04 of 'bad' is 2027-01-04, before the branch" in message


UNDONE: list[tuple[Fields, Fields, str]] = [
    (
        {"market": {"acquisition": {"on": "2027-06-01", "price": 30.0}}},
        {"market": {"worthless_on": "2028-06-01"}},
        (
            "branches[2].market.worthless_on of 'better' is given, but by acquisition "
            "the company has ended on 2027-06-01, before the branch begins on "
            "2028-02-01; remove it, or let the branch begin earlier"
        ),
    ),
    (
        {"market": {"worthless_on": "2027-06-01"}},
        {"market": {"growth": 0.1}},
        "branches[2].market.growth of 'better' is given, but by worthless_on",
    ),
    (
        {"employment": {"leaves_on": "2027-06-01"}},
        {"employment": {"leaves_on": "2028-06-01"}},
        (
            "branches[2].employment.leaves_on of 'better' is 2028-06-01, but "
            "employment ends on 2027-06-01, before the branch begins"
        ),
    ),
]


@pytest.mark.parametrize(("first", "then", "message"), UNDONE)
def test_a_branch_undoes_nothing(first: Fields, then: Fields, message: str) -> None:
    """What took place in the branch before holds in those after it."""
    fields = uncertain_fields(
        GOOD | first, BAD, BETTER | {"market": {}} | then, WORSE | {"market": {}}
    )
    assert said(fields).count("\n") == 0
    assert message in said(fields)


def test_an_end_after_an_exchange_of_shares() -> None:
    """The exchange has taken place; its buyer's shares alone go on."""
    fields = uncertain_fields(
        GOOD | {"market": {"acquisition_for_stock": DEAL}},
        BAD,
        BETTER | {"market": {"worthless_on": "2028-06-01"}},
        WORSE | {"markets": {"B": {"growth": 0.1}}, "market": {}},
        markets=BUYER,
    )
    assert "by acquisition_for_stock the company has ended on 2027-09-01" in said(
        fields
    )


def test_a_circle_of_branches() -> None:
    """Each after the other: told as days that do not rise."""
    one = {**GOOD, "after": "bad"}
    other = {**BAD, "after": "good"}
    assert "which comes before it, begins on" in said(uncertain_fields(one, other))


def test_several_mistakes_come_at_once() -> None:
    """Of names, days and sums together."""
    fields = uncertain_fields(
        GOOD, {**BAD, "probability": 0.3}, {**BETTER, "after": "x"}
    )
    assert said(fields).count("\n") == 2


def test_what_goes_along_one_path_refuses_branches() -> None:
    """In one message that names the command which takes them."""
    with pytest.raises(
        FutureParts, match=r"isoplan plan and isoplan report take such a file"
    ):
        situation_of(uncertain(GOOD, BAD, BETTER, WORSE))


def test_a_closing_before_its_branch() -> None:
    """An acquisition for stock closes within the branch that brings it."""
    early = DEAL | {"on": "2027-02-01"}
    good = GOOD | {"market": {"acquisition_for_stock": early}}
    with pytest.raises(ScenarioErrors) as error:
        checked_scenario(uncertain_fields(good, BAD, markets=BUYER))
    assert "branches[0].market.acquisition_for_stock.on of 'good'" in str(error.value)


def test_a_volatility_moves_no_buyer() -> None:
    """The factors of [uncertainty] are of [market] alone."""
    fields = uncertain_fields(
        market={"prices": {"2026-01-01": 20.0}, "acquisition_for_stock": DEAL},
        markets=BUYER,
    )
    del fields["branches"]
    with pytest.raises(ScenarioErrors, match="not that of its buyer; write"):
        checked_scenario(fields | {"uncertainty": UNCERTAIN})
