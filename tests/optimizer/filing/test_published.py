"""Forms 3921 and 8949 against examples that others worked out."""

import json
from pathlib import Path
from typing import Any

import pytest

from filed import done, lines_of, year_of
from isoplan.models.filing.filed_forms import FiledForms
from scenario_builder import grant

CHAINS = json.loads(
    (Path(__file__).resolve().parents[2] / "oracles" / "credit_chains.json").read_text(
        encoding="utf-8"
    )
)["chains"]


def test_form_3921_to_line_2i() -> None:
    """Published: Form 6251 instructions, line 2i, on Form 3921.

    Box 3 is 10 dollars, box 4 is 25 dollars, box 5 is 100 shares: 1,500 dollars.
    """
    events = [{"on": "2025-03-03", "exercise": "G", "shares": 100, "value": 25.0}]
    year = year_of(done(events), 2025)
    (boxes,) = year.exercises
    assert (boxes.exercise_price, boxes.value_at_exercise, boxes.shares) == (
        10,
        25,
        100,
    )
    assert boxes.line_2i == 1_500.0
    assert lines_of(year, "Form 6251, Parts")["2i"] == 1_500.0


@pytest.fixture(scope="module")
def ash() -> FiledForms:
    """Published: Form 6251 instructions, line 2k; the dates moved by eight years.

    Victor Ash pays 20,000 for 200 shares worth 200,000. Within a year he sells 100 of
    them for 75,000, later the others for 60,000.
    """
    of_ash = grant(
        name="A",
        granted_on="2023-01-03",
        expires_on="2032-12-31",
        shares=200,
        strike=100.0,
        nonqualified_shares=0,
    )
    events: list[dict[str, Any]] = [
        {"on": "2024-03-13", "exercise": "A", "shares": 200, "value": 1_000.0},
        {"on": "2025-01-31", "sell": "A", "shares": 100, "price": 750.0},
        {"on": "2025-04-15", "sell": "A", "shares": 100, "price": 600.0},
    ]
    return done(events, grants=[of_ash])


def test_the_spread_of_the_year_of_exercise(ash: FiledForms) -> None:
    """His adjustment is 180,000 dollars."""
    year = year_of(ash, 2024)
    assert year.exercises[0].line_2i == 180_000.0
    assert lines_of(year, "Form 6251, Parts")["2i"] == 180_000.0


def test_each_sale_on_both_bases(ash: FiledForms) -> None:
    """65,000 of wages; gains of 0 and 50,000; AMT losses of 25,000 and 40,000."""
    first, second = year_of(ash, 2025).sales
    assert first.ordinary_income == first.ordinary_income_later == 65_000.0
    assert (first.gain, first.amt_gain) == (0.0, -25_000.0)
    assert (first.line_2k, second.line_2k) == (-90_000.0, -90_000.0)
    assert (first.basis, first.amt_basis) == (75_000.0, 100_000.0)
    assert (first.box, first.amt_long_term) == ("A", False)
    assert (first.reported_basis, first.code, first.adjustment) == (
        10_000,
        "B",
        -65_000,
    )
    assert second.ordinary_income == 0.0
    assert (second.gain, second.amt_gain) == (50_000.0, -40_000.0)
    assert (second.basis, second.amt_basis) == (10_000.0, 100_000.0)
    assert (second.box, second.amt_long_term, second.code) == ("D", True, "")


def test_line_2k_of_both_sales(ash: FiledForms) -> None:
    """-118,000: 65,000 of wages, 50,000 of gain, 3,000 of loss allowed."""
    year = year_of(ash, 2025)
    assert lines_of(year, "Form 6251, Parts")["2k"] == -118_000.0
    assert lines_of(year, "From the sales") == {
        "Gain of all sales on the AMT basis": -65_000.0,
        "less their gain on the regular basis": -50_000.0,
        "less wages whose spread an earlier line 2i took": -65_000.0,
        "Loss limits and carryovers, AMT less regular": 62_000.0,
        "2k": -118_000.0,
    }
    amt = lines_of(year, "Schedule D, AMT")
    assert (amt["7"], amt["15"], amt["21"]) == (-25_000.0, -40_000.0, 3_000.0)


SALE_PRICE_DAY = "07-01"


def filed(chain: dict[str, Any]) -> FiledForms:
    """Return the forms of an oracle's chain, from its exercises and sales alone."""
    years = chain["years"]
    wages = {y["year"]: float(y["inputs"]["wages"]) for y in years}
    events: list[dict[str, Any]] = []
    grants = []
    for number, lot in enumerate(chain["lots"]):
        grants.append(
            grant(
                name=f"G{number}",
                granted_on="2019-01-02",
                expires_on="2028-12-29",
                shares=lot["shares"],
                strike=lot["strike"],
                nonqualified_shares=0,
            )
        )
        exercise = {"exercise": f"G{number}", "shares": lot["shares"]}
        events.append(exercise | {"on": f"{lot['year']}-06-01", "value": lot["fmv"]})
    for sale in chain["sales"]:
        lot, price = chain["lots"][sale["lot"]], sale["price"]
        sold = {"sell": f"G{sale['lot']}", "shares": sale["shares"], "price": price}
        events.append(sold | {"on": f"{sale['year']}-{SALE_PRICE_DAY}"})
        if sale.get("disqualifying"):  # the chain's wages hold this income
            taxed = min(price, lot["fmv"]) - lot["strike"]
            wages[sale["year"]] -= taxed * sale["shares"]
    household: dict[str, Any] = {
        "filing_status": chain["filing_status"],
        "deduction": "standard",
        "wages": wages,
        "interest": {y["year"]: y["inputs"]["interest"] for y in years},
        "qualified_dividends": {
            y["year"]: y["inputs"]["qualified_dividends"] for y in years
        },
    }
    if not chain["sales"]:
        household["long_term_gain"] = {
            y["year"]: y["inputs"]["long_term_gain_regular"] for y in years
        }
    start = f"{years[-1]['year'] + 1}-01-02"
    return done(events, start=start, household=household, grants=grants)


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain["id"])
def test_every_line_of_an_oracles_chain(chain: dict[str, Any]) -> None:
    """Oracle: independent tax programs, from Form 3921 and the 1099-B to line 24.

    Each year's Form 8801 takes up the year before, so the oracle's exclusion items and
    credit generated of a year stand on the form of the next one.
    """
    forms = filed(chain)
    covered = [year["year"] for year in chain["years"]]
    assert [year.year for year in forms.years] == covered
    for number, given in enumerate(chain["years"]):
        year, said = forms.years[number], given["outputs"]
        return_, amt = lines_of(year, "Form 1040"), lines_of(year, "Form 6251, Parts")
        credit = lines_of(year, "Form 8801, filed")
        last = number == len(covered) - 1
        after = (
            lines_of(year, f"Form 8801 of {year.year + 1}")
            if last
            else lines_of(forms.years[number + 1], "Form 8801, filed")
        )
        agi = "11a" if year.year >= 2025 else "11"
        pairs = {
            "adjusted_gross_income": return_[agi],
            "taxable_income": return_["15"],
            "regular_tax": return_["16"],
            "amt_taxable_income": amt["4"],
            "tentative_minimum_tax": amt["9"],
            "amt": amt["11"],
            "exclusion_amt_taxable_income": after["4"],
            "exclusion_tentative_minimum_tax": after["13"],
            "amt_on_exclusion_items": after["15"],
            "credit_generated": after["18"],
            "credit_carryforward_in": credit["21"],
            "credit_limit": credit["24"],
            "credit_used": credit["25"],
            "credit_carryforward_out": after["21"],
            "niit": lines_of(year, "Form 8960")["17"],
            "federal_tax_after_credit": return_["24"],
        }
        if chain["story"] == "disqualify_mix":  # there they are Medicare wages as well
            del pairs["federal_tax_after_credit"]
        for name, ours in pairs.items():
            assert ours == pytest.approx(said[name], abs=2.0), (year.year, name)


SHOWN_IN_THE_GUIDE = ("chain-26", "chain-14", "chain-08")


def beside_the_oracle(chain: dict[str, Any]) -> list[list[str]]:
    """Return the cells of a chain in docs/forms.md: ours, then the oracle's."""
    rows = []
    for year, given in zip(filed(chain).years, chain["years"], strict=True):
        credit, said = lines_of(year, "Form 8801, filed"), given["outputs"]
        pairs = (
            (lines_of(year, "Form 6251, Parts")["9"], said["tentative_minimum_tax"]),
            (year.amt, said["amt"]),
            (credit["21"], said["credit_carryforward_in"]),
            (credit["25"], said["credit_used"]),
        )
        cells = [f"{amount:,.0f}" for pair in pairs for amount in pair]
        moved = [f"{year.line_2i:,.0f}", f"{year.line_2k:,.0f}"]
        rows.append([chain["story"].replace("_", " "), str(year.year), *moved, *cells])
    return rows


@pytest.mark.parametrize("name", SHOWN_IN_THE_GUIDE)
def test_the_guide_shows_chains_beside_the_oracle(name: str, root: Path) -> None:
    """docs/forms.md has a row a year, as it is printed today."""
    page = (root / "docs" / "forms.md").read_text(encoding="utf-8")
    (chain,) = [each for each in CHAINS if each["id"] == name]
    for cells in beside_the_oracle(chain):
        assert f"| {' | '.join(cells)} |" in page


def test_the_chains_hold_what_is_to_be_shown() -> None:
    """Exercises and sales of several kinds, a fall, and a disqualifying sale."""
    stories = {chain["story"] for chain in CHAINS}
    assert {"sell_parts", "two_exercises", "sell_crash", "disqualify_mix"} <= stories
