"""A company's end in words: the check, the answer, the tables, the forms of a loss."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.check import check
from isoplan.cli.commands.tax import tax
from isoplan.cli.render.plan_table import actions_table, plan_report
from isoplan.models.results.plan import Plan
from isoplan.optimizer.recommend import recommend
from scenario_builder import Fields, build_scenario, grant, lot

pytestmark = pytest.mark.usefixtures("room_for_lines")

CLOSING = {"on": date(2026, 9, 14), "price": 50.0}
VESTS = [{"on": "2025-01-02", "shares": 600}, {"on": "2027-01-04", "shares": 400}]


def planned(market: Fields) -> Plan:
    """Return the plan of a private company's holder."""
    scenario = build_scenario(
        grants=[grant(kind="nso", vesting=VESTS), grant("H")],
        lots=[lot("H")],
        market=market | {"first_sale": date(2030, 1, 2)},
    )
    return recommend(scenario)


def test_a_plan_says_what_is_cashed_out() -> None:
    """In its sentence, its table of actions and its years."""
    plan = planned({"acquisition": CLOSING | {"accelerates": True}})
    assert "have 400 options cashed out" in plan.answer()
    (row,) = (line for line in actions_table(plan).splitlines() if "cash out" in line)
    assert row.split() == ["2026-09-14", "cash", "out", "G", "400", "40.00", "16,000"]
    assert "cash out" in str(plan.table())


def test_a_plan_says_what_is_written_off() -> None:
    """The same of worthless shares, with what becomes of credit in a note."""
    plan = planned({"worthless_on": date(2026, 9, 14)})
    assert "write off 100 shares in all." in plan.answer()
    row = next(line for line in actions_table(plan).splitlines() if "write" in line)
    assert row.split()[:4] == ["2026-12-31", "write", "off", "H"]
    assert "IRC 165(g)(1)" in plan_report(plan, 60)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        (
            "bought_for_cash",
            "bought on 2027-04-08 for $41.00 a share in cash: vested options that are",
            "left are cashed out as wages, unvested ones vest",
        ),
        (
            "company_that_failed",
            "worthless from 2027-04-30: options lapse, shares held count as",
            "sold for nothing on 2027-12-31",
        ),
    ],
)
def test_the_check_says_how_the_company_ends(
    name: str, first: str, second: str, root: Path
) -> None:
    """Beside the market's prices."""
    file = root / "scenarios" / f"{name}.toml"
    shown = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    place = shown.index(f"  company    {first}")
    assert shown[place + 1] == f"             {second}"


def test_the_forms_show_an_ordinary_loss(tmp_path: Path) -> None:
    """Form 1040 line 8 and the same for the AMT, of `isoplan tax`.

    115,000 of loss, a textbook's: 50,000 ordinary, 3,000 capital.
    """
    file = tmp_path / "loss.toml"
    file.write_text(
        'year = 2025\nfiling_status = "single"\nwages = 200_000\n'
        "long_term_gain = -115_000\nlong_term_gain_amt = -120_000\n"
        "section_1244_loss = { long_term = 115_000, amt_long_term = 30_000 }\n",
        encoding="utf-8",
    )
    shown = CliRunner().invoke(tax, [str(file)])
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert any("Ordinary loss on stock, Form 4797 line 10 -50,000" in x for x in lines)
    assert any("the same on the AMT basis -30,000" in x for x in lines)
    assert any(x.startswith("11a Adjusted gross income 147,000") for x in lines)
