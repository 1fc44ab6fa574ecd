"""Imported into a scenario: the same facts stay, other facts contradict."""

import tomllib
from collections.abc import Callable
from datetime import date

import pytest

from isoplan.cli.imports.importing import Imported
from isoplan.models.base.errors import ScenarioErrors

Import = Callable[..., Imported]
LIST = """\
Grant,Type,Grant Date,Expiration Date,Granted,Strike,Exercised,Outstanding
ES-1,ISO,2023-03-01,2033-02-28,24000,1.80,2000,22000
"""
FORMS = {
    "list.csv": LIST,
    "form.csv": "Box 1,Box 2,Box 3,Box 4,Box 5\n03/01/2023,04/15/2025,1.80,6.00,2000\n",
}
MINE = """\
# what I wrote
[[grants]]
name = "2023 hire"     # as I call it
granted_on = 2023-03-01
expires_on = 2033-02-28
shares = 24_000
strike = 1.8
vesting = {}

[[lots]]
grant = "2023 hire"
exercised_on = 2025-04-15
shares = 2_000
value_at_exercise = 6
"""


def problems(run: Import, files: dict[str, str], into: str) -> list[str]:
    with pytest.raises(ScenarioErrors) as caught:
        run(files, into)
    return [str(each) for each in caught.value.problems]


def test_the_same_facts_stay(run: Import) -> None:
    """Whatever the grant is called there: its day, strike and kind say which it is."""
    done = run(FORMS, MINE)
    assert done.text == MINE
    assert not done.changed
    assert done.there == ("grant 2023 hire",)


def test_importing_twice_changes_nothing(run: Import) -> None:
    """What came in the first time is there the second time."""
    once = run(FORMS, "# mine\n").text
    assert run(FORMS, once).text == once


def test_a_form_is_tied_to_a_grant_of_the_scenario(run: Import) -> None:
    """No list is needed then."""
    mine = MINE[: MINE.index("[[lots]]")]
    done = run({"form.csv": FORMS["form.csv"]}, mine)
    assert tomllib.loads(done.text)["lots"][0]["grant"] == "2023 hire"
    assert done.text.startswith(mine.rstrip("\n"))


def test_a_field_that_is_not_there_is_added(run: Import) -> None:
    """To the grant, among its own lines."""
    mine = MINE.replace("expires_on = 2033-02-28\n", "")
    done = run(FORMS, mine)
    assert tomllib.loads(done.text)["grants"][0]["expires_on"] == date(2033, 2, 28)
    assert done.came == ("grant 2023 hire: expires_on",)


CONTRADICTIONS = {
    "grants[0].shares of '2023 hire' is 20000, while the files say 24,000; correct": (
        "shares = 24_000",
        "shares = 20_000",
    ),
    "grants[0].expires_on of '2023 hire' is 2032-02-28, while the files say 2033-": (
        "2033-02-28",
        "2032-02-28",
    ),
    "lots[0].shares of '2023 hire' is 2,500, while the files say 2,000": (
        "shares = 2_000",
        "shares = 2_500",
    ),
    "lots[0].value_at_exercise of '2023 hire' is 6.5, while the files say 6": (
        "value_at_exercise = 6",
        "value_at_exercise = 6.5",
    ),
    "grants[0].exercised of '2023 hire' is 100, while the files say 2,000": (
        "vesting = {}",
        "vesting = {}\nexercised = 100",
    ),
}


@pytest.mark.parametrize("message", CONTRADICTIONS)
def test_other_facts_contradict(run: Import, message: str) -> None:
    """The field is named, with what both say."""
    there, other = CONTRADICTIONS[message]
    assert there in MINE
    told = problems(run, FORMS, MINE.replace(there, other))
    assert any(each.startswith(f"me.toml: {message}") for each in told), told


def test_a_kind_that_is_left_out_is_what_it_stands_for(run: Import) -> None:
    """A nonqualified grant of that name contradicts."""
    mine = MINE.replace("2023 hire", "ES-1")
    told = problems(run, {"list.csv": LIST.replace("ISO", "NSO")}, mine)
    assert "grants[0].kind of 'ES-1' is left out, so 'iso', while" in told[0]


def test_vesting_is_compared_day_by_day(run: Import) -> None:
    """However it is written."""
    rows = "\n".join(f"2023 hire,20{24 + y}-03-01,6000" for y in range(4))
    listed = {"list.csv": LIST.replace("ES-1", "2023 hire")}
    listed["v.csv"] = f"Grant,Vest Date,Shares\n{rows}\n"
    same = MINE.replace("{}", "{ every_months = 12 }")
    assert run(listed | {"form.csv": FORMS["form.csv"]}, same).text == same
    told = problems(run, listed, MINE)
    assert "grants[0].vesting of '2023 hire' is other days or shares from" in told[0]


def test_shares_sold_since_are_no_contradiction(run: Import) -> None:
    """A lot holds what is left; the form tells what was exercised."""
    mine = MINE.replace("shares = 2_000", "shares = 1_200")
    done = run(FORMS, mine)
    assert tomllib.loads(done.text)["grants"][0]["exercised"] == 2_000


def test_an_exercise_written_as_an_event_is_there(run: Import) -> None:
    """With the same shares and value; other shares contradict."""
    event = '[[events]]\non = 2025-04-15\nexercise = "2023 hire"\nshares = 2_000\n'
    mine = MINE[: MINE.index("[[lots]]")] + event
    done = run(FORMS, mine)
    held = tomllib.loads(done.text)
    assert "lots" not in held
    assert held["events"][0]["value"] == 6.0
    told = problems(run, FORMS, mine.replace("= 2_000", "= 1_000"))
    assert any("events[0].shares of '2023 hire' is 1,000, while" in e for e in told)


def test_two_grants_of_a_day_and_strike_are_not_chosen_from(run: Import) -> None:
    """One of them gets the name of the imported one."""
    twice = MINE + MINE[: MINE.index("[[lots]]")].replace("2023 hire", "other")
    told = problems(run, {"list.csv": LIST}, twice)
    assert (
        "has grants[0] and grants[1] of the day and strike of grant 'ES-1'" in told[0]
    )


def test_what_is_no_toml_is_told(run: Import) -> None:
    """By the line, as isoplan check does."""
    assert "me.toml: line 1 is" in problems(run, FORMS, "name = \n")[0]


def test_tables_that_are_none_are_left_alone(run: Import) -> None:
    """Isoplan check will tell them."""
    done = run(FORMS, '[[grants]]\nname = 3\n[[grants]]\nshares = "x"\n')
    assert len(tomllib.loads(done.text)["grants"]) == 3


def test_two_grants_are_not_taken_for_one_that_is_there(run: Import) -> None:
    """The second one would be lost without a word."""
    two = LIST + LIST.splitlines()[1].replace("ES-1", "ES-2") + "\n"
    (told,) = problems(run, {"list.csv": two}, MINE)
    assert told == (
        "me.toml: has grants[0] alone of the day and strike of grants 'ES-1' and "
        "'ES-2'; give it the name of the one that it is"
    )
    named = MINE.replace("2023 hire", "ES-1")
    grants = tomllib.loads(run({"list.csv": two}, named).text)["grants"]
    assert [each["name"] for each in grants] == ["ES-1", "ES-2"]


def test_a_count_of_exercises_that_may_lack_new_ones_is_named(run: Import) -> None:
    """It stays: only who wrote it knows what it counts."""
    grant = MINE.partition("[[lots]]")[0].replace("vesting", "exercised = 500\nvesting")
    done = run({"form.csv": FORMS["form.csv"]}, grant)
    assert tomllib.loads(done.text)["grants"][0]["exercised"] == 500
    assert (
        "grant 2023 hire: exercised: it stays 500; write 2,500 if the 2,000 exercised "
        "that are new here are not among them"
    ) in done.missing
    lot = MINE.replace("vesting", "exercised = 2000\nvesting")
    assert not run({"form.csv": FORMS["form.csv"]}, lot).missing
