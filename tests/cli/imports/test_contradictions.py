"""Whatever contradicts is told with file, line, column, value, reason and remedy."""

from collections.abc import Callable

import pytest

from isoplan.cli.imports.importing import Imported
from isoplan.models.base.errors import ScenarioErrors

Import = Callable[..., Imported]
HEADERS = "Grant,Type,Grant Date,Expiration Date,Granted,Strike,Exercised,Outstanding"
GRANT = "a,ISO,2023-03-01,2033-02-28,1000,1.80,100,900"
GRANTS = f"{HEADERS}\n{GRANT}\n"
BOXES = "Box 1,Box 2,Box 3,Box 4,Box 5"
FORM = "03/01/2023,04/15/2025,1.80,6.00,100"
VESTING = "Grant,Vest Date,Shares"


def grants(row: str) -> dict[str, str]:
    return {"g.csv": f"{HEADERS}\n{row}\n"}


def forms(*rows: str) -> dict[str, str]:
    return {"g.csv": GRANTS, "f.csv": "\n".join([BOXES, *rows, ""])}


CASES = {
    "a form without a grant": (
        forms(FORM.replace("03/01/2023", "03/02/2023")),
        (
            "f.csv: line 2, column 'Box 1' is 2023-03-02, of which no file has a "
            "grant; import the list of grants"
        ),
    ),
    "another strike": (
        forms(FORM.replace("1.80", "1.90")),
        (
            "f.csv: line 2, column 'Box 3' is 1.9, which no grant of 2023-03-01 has: "
            "'a' at 1.8; correct the strike"
        ),
    ),
    "another strike by name": (
        {
            "g.csv": GRANTS,
            "x.csv": "Grant,Exercise Date,Shares,Strike\na,2025-04-15,100,1.90\n",
        },
        (
            "x.csv: line 2, column 'Strike' of 'a' is 1.9, while g.csv, line 2 says "
            "1.8 of grant 'a'; correct"
        ),
    ),
    "a form twice": (
        forms(FORM, FORM),
        "f.csv: line 3 says the same as line 2; remove one",
    ),
    "two values on a day": (
        forms(
            "03/01/2023,04/15/2025,1.80,6.00,60", "03/01/2023,04/15/2025,1.80,7.00,40"
        ),
        "f.csv: line 3, column 'Box 4' is 7, while f.csv, line 2 says 6 for the same",
    ),
    "more exercised than the grant says": (
        forms(FORM.replace(",100", ",200")),
        (
            "g.csv: line 2, column 'Exercised' of 'a' is 100, while the exercises of "
            "the files add up to 200; correct"
        ),
    ),
    "a form for a nonqualified grant": (
        {**forms(FORM), **grants(GRANT.replace("ISO", "NSO"))},
        "f.csv: line 2 is 'iso', while g.csv, line 2 says 'nso' of grant 'a'; correct",
    ),
    "exercised before the grant": (
        forms(FORM.replace("04/15/2025", "04/15/2022")),
        "f.csv: line 2, column 'Box 2' is 2022-04-15, before the day of grant, 2023",
    ),
    "shares that do not add up": (
        grants(GRANT.replace(",900", ",800")),
        (
            "g.csv: line 2, column 'Granted' of 'a' is 1,000, while 100 exercised, 800 "
            "outstanding and none canceled are 900; correct one of them, or add"
        ),
    ),
    "a grant in two ways": (
        {"g.csv": f"{GRANTS}{GRANT.replace('2033', '2032')}\n"},
        (
            "g.csv: line 3, column 'Expiration Date' of 'a' is 2032-02-28, while "
            "g.csv, line 2 says 2033-02-28 of grant 'a'"
        ),
    ),
    "days of vesting beyond the grant": (
        {"g.csv": GRANTS, "v.csv": f"{VESTING}\na,2024-03-01,600\na,2025-03-01,601\n"},
        "g.csv: line 2, column 'Granted' of 'a' is 1,000, while its days of vesting",
    ),
    "units exercised": (
        {
            **grants(GRANT.replace("ISO", "RSU")),
            "x.csv": "Grant,Exercise Date,Shares\na,2025-04-15,100\n",
        },
        "x.csv: line 2, column 'Exercise Date' of 'a' is 2025-04-15, while 'a' is an",
    ),
    "a day that is none": (
        grants(GRANT.replace("2023-03-01", "2023-02-31")),
        (
            "g.csv: line 2, column 'Grant Date' is '2023-02-31', which is no day in a "
            "format of A list of grants; write it as %Y-%m-%d"
        ),
    ),
    "half a share": (
        grants(GRANT.replace("1000", "1000.5")),
        "g.csv: line 2, column 'Granted' is '1000.5', which is no whole number of",
    ),
    "one share or a thousand": (
        grants(GRANT.replace(",1000,", ",1.000,")),
        "g.csv: line 2, column 'Granted' is '1.000', which could be 1 or 1 thousand",
    ),
    "a dollar or a thousand": (
        grants(GRANT.replace("1.80", '"1,800"')),
        "g.csv: line 2, column 'Strike' is '1,800', which could be 1,800 dollars or",
    ),
    "two grants without an ID": (
        {"g.csv": "Grant Date,Granted\n2023-03-01,100\n2023-03-01,200\n"},
        "g.csv: line 3, column 'Granted' is 200, while g.csv, line 2 says 100 of grant",
    ),
    "a word for a kind": (
        grants(GRANT.replace("ISO", "SAR")),
        "g.csv: line 2, column 'Type' is 'SAR', which is no kind of grant",
    ),
    "other money": (
        grants(GRANT.replace("1.80", "€1.80")),
        "g.csv: line 2, column 'Strike' is '€1.80', which is no number of dollars",
    ),
    "a sale without an exercise": (
        {
            "g.csv": GRANTS,
            "s.csv": "Grant,Exercise Date,Date Sold,Shares\na,2024-05-01,2024-06-01,5",
        },
        "s.csv: line 2, column 'Exercise Date' of 'a' is 2024-05-01, on which no file",
    ),
    "no table": (
        {"g.csv": "one,two\n1,2\n"},
        "g.csv: has no table that isoplan knows; its headers seem to be 'one', 'two'; ",
    ),
    "an open quote": (
        {"g.csv": f'{GRANTS}"b,ISO\n'},
        "g.csv: line 3 is no row of text with separators: ",
    ),
    "an empty file": ({"g.csv": " \n"}, "g.csv: is empty; "),
    "a web page": ({"g.csv": "<html>"}, "g.csv: is a web page, whatever its name"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_contradiction_is_told(case: str, run: Import) -> None:
    """Nothing comes in."""
    files, message = CASES[case]
    with pytest.raises(ScenarioErrors) as caught:
        run(files)
    lines = [str(each) for each in caught.value.problems]
    assert any(line.startswith(message) for line in lines), lines


def test_all_contradictions_come_at_once(run: Import) -> None:
    """Of all files and rows."""
    files = forms(FORM.replace("1.80", "1.90"), FORM.replace("03/01", "13/01"))
    files |= grants(GRANT.replace(",900", ",800"))
    with pytest.raises(ScenarioErrors) as caught:
        run(files)
    assert len(caught.value.problems) >= 3


def test_what_does_not_contradict_comes_in(run: Import) -> None:
    """The cases above are wrong by what they change alone."""
    done = run(forms(FORM))
    assert done.came == (
        "grant a: 1,000 incentive stock options at $1.80",
        "lot a 2025-04-15: 100 shares",
    )


def test_a_partial_list_of_vesting_is_left_out(run: Import) -> None:
    """It is no contradiction, and no vesting either."""
    done = run({"g.csv": GRANTS, "v.csv": f"{VESTING}\na,2024-03-01,600\n"})
    assert "vesting = " not in done.text
    assert any("days listed add up to 600 of 1,000" in each for each in done.missing)


def test_canceled_without_granted_leaves_shares_out(run: Import) -> None:
    """What cannot be worked out is not written."""
    done = run({"g.csv": "Grant,Grant Date,Granted,Canceled\na,2023-03-01,,5\n"})
    assert "shares" not in done.text.split("# ")[0]
    assert any("shares: not in the files" in each for each in done.missing)


def test_options_exercised_that_no_file_dates_are_named(run: Import) -> None:
    """As is the kind of a grant that no file tells."""
    done = run(grants(GRANT.replace("ISO", "")))
    assert "kind" not in done.text.split("# ")[0]
    text = " ".join(done.missing)
    assert "100 were exercised, the files date 0 of them" in text
    assert "taken for incentive stock options; write kind = 'nso'" in text


def test_a_form_makes_a_grant_an_incentive_stock_option(run: Import) -> None:
    """The form exists for no other."""
    files = forms(FORM) | grants(GRANT.replace("ISO", ""))
    assert 'kind = "iso"' in run(files).text


def test_an_exercise_before_vesting_is_named(run: Import) -> None:
    """Its lot needs the day on which it vests."""
    vesting = f"{VESTING}\na,2026-03-01,1000\n"
    done = run({**forms(FORM), "v.csv": vesting})
    assert any("100 were exercised by then and 0 had vested" in m for m in done.missing)
