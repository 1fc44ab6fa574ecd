"""The forms of schedules: rows, forms and the years' order tie, and nothing else is."""

from dataclasses import replace
from pathlib import Path

import pytest

from filed import form_of, lines_of, year_of
from isoplan.models.base.errors import AuditFailure, ScenarioErrors
from isoplan.models.filing.filed_forms import FiledForms, Sale8949
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.filing import filed_schedules
from isoplan.optimizer.filing.filed_schedules import (
    forms_of_plan,
    forms_of_schedule,
)
from isoplan.optimizer.filing.share_moves import ShareMoves, moves_of
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.recount.walk import Walk
from scenario_builder import build_situation, grant, holding, lot, rebuild, rsu

SHOWN = (
    "all_kinds_of_equity",
    "crash_after_exercise",
    "early_exercise",
    "founders_engineer_qsbs",
)
"""Every kind of equity, losses on both bases, shares not vested, code Q."""
HABIT = "exercise now and as it vests, hold"
AT_ONCE = "same-day sale at the first chance"
NEVER = "do nothing"


def situation_in(root: Path, name: str) -> Situation:
    """Return a shipped file's situation."""
    return situation_of(load_scenario(root / "scenarios" / f"{name}.toml"))


@pytest.fixture(scope="module", params=SHOWN)
def filed(request: pytest.FixtureRequest, root: Path) -> FiledForms:
    """The forms of what people do, for each file."""
    return forms_of_schedule(situation_in(root, request.param), HABIT)


def sums(sales: tuple[Sale8949, ...], boxes: str) -> float:
    """Return the gain of the rows of some boxes."""
    return sum(sale.gain for sale in sales if sale.box in boxes)


def test_rows_add_up_to_schedule_d(filed: FiledForms) -> None:
    """On both bases, box by box and to lines 7 and 15."""
    rows = 0
    for year in filed.years:
        rows += len(year.sales)
        for title, amt in (("Schedule D, regular", False), ("Schedule D, AMT", True)):
            lines = lines_of(year, title)
            short = sum(lines.get(number, 0.0) for number in ("1b", "2", "3", "6"))
            long = sum(lines.get(number, 0.0) for number in ("8b", "9", "10", "14"))
            moved = lines.get("Ordinary on Form 4797 instead", 0.0)
            others = [v for k, v in lines.items() if k.startswith("Other ")]
            net = short + long + moved + sum(others)
            assert net == pytest.approx(lines["7"] + lines["15"], abs=0.02)
            of_rows = sum(s.amt_gain if amt else s.gain for s in year.sales)
            boxes = ("1b", "2", "3", "8b", "9", "10")
            by_box = sum(lines.get(number, 0.0) for number in boxes)
            assert of_rows == pytest.approx(by_box, abs=1e-6)
        lines = lines_of(year, "Schedule D, regular")
        assert sums(year.sales, "ABC") == pytest.approx(
            lines.get("1b", 0.0) + lines.get("2", 0.0) + lines.get("3", 0.0), abs=1e-6
        )
    assert rows > 0


def test_every_row_is_right_to_the_cent(filed: FiledForms) -> None:
    """(h) is (d) less (e) with (g); bases, gains and line 2k hang together."""
    for sale in (sale for year in filed.years for sale in year.sales):
        assert sale.gain == pytest.approx(
            sale.proceeds - sale.reported_basis + sale.adjustment, abs=1e-6
        )
        assert sale.line_2k == pytest.approx(
            sale.amt_gain - sale.gain - sale.ordinary_income_later, abs=1e-6
        )
        if "Q" not in sale.code:
            assert sale.basis == pytest.approx(sale.proceeds - sale.gain, abs=1e-6)
            assert sale.amt_basis == pytest.approx(
                sale.proceeds - sale.amt_gain, abs=1e-6
            )
        assert sale.amt_basis >= sale.basis - sale.ordinary_income_later - 0.02
        assert bool(sale.code) == (abs(sale.adjustment) > 1e-6)


def test_rows_and_gifts_reach_form_6251(filed: FiledForms) -> None:
    """Lines 2i and 2k are those of the rows, loss limits apart."""
    for year in filed.years:
        lines = lines_of(year, "Form 6251, Parts")
        spread = sum(each.line_2i for each in year.exercises)
        assert spread == pytest.approx(lines["2i"], abs=0.01)
        if year.sales:
            way = lines_of(year, "From the sales")
            assert way["2k"] == lines["2k"]
            rest = way.get("Loss limits and carryovers, AMT less regular", 0.0)
            of_rows = sum(each.line_2k for each in year.sales)
            of_gifts = sum(each.ordinary_income_later for each in year.gifts)
            assert of_rows - of_gifts + rest == pytest.approx(lines["2k"], abs=0.01)


def test_line_7_is_line_40_where_part_iii_is_filed(filed: FiledForms) -> None:
    """Form 6251: it is there for gains with rates of their own, and else missing."""
    shown = []
    for year in filed.years:
        form = lines_of(year, "Form 6251, Parts")
        shown.append(any(f.title == "Form 6251, Part III" for f in year.forms))
        gains = lines_of(year, "Schedule D, AMT")
        has_rates = (
            min(gains["15"], gains["16"]) > 0 or lines_of(year, "Form 1040")["3a"]
        )
        assert shown[-1] == bool(form["6"] and has_rates)
        if shown[-1]:
            assert lines_of(year, "Form 6251, Part III")["40"] == form["7"]
    assert any(shown)


def test_form_8801_takes_up_the_year_before(filed: FiledForms) -> None:
    """Lines 16 to 21 are of the year before; line 26 goes on."""
    for before, year in zip(filed.years, filed.years[1:], strict=False):
        last, form = (lines_of(each, "Form 8801, filed") for each in (before, year))
        amt = lines_of(before, "Form 6251, Parts")
        assert form["16"] == amt["11"]
        assert form["14"] == amt["10"]
        assert form["18"] == pytest.approx(form["16"] - form["15"], abs=0.011)
        assert form["19"] == last["26"]
        line_21 = max(form["18"] + form["19"], 0.0)
        assert form["21"] == pytest.approx(line_21, abs=0.011)
        assert form["25"] == pytest.approx(min(form["21"], form["24"]), abs=0.011)


def test_total_tax_is_that_of_the_plan(root: Path) -> None:
    """Form 1040 line 24 is the table's total tax: no state, no payroll tax."""
    situation = situation_in(root, "series_b_engineer")
    plan, evaluated = solve_and_price(situation)
    forms = forms_of_plan(situation, plan, evaluated)
    assert forms.schedule == "plan"
    shown = {year.year: year for year in plan.years}
    for year in forms.years:
        of_plan = shown[year.year]
        assert lines_of(year, "Form 1040")["24"] == of_plan.total_tax
        amt = lines_of(year, "Form 6251, Parts")
        assert amt["11"] == of_plan.amt
        assert amt["9"] == of_plan.tentative_minimum_tax
        assert sum(sale.shares for sale in year.sales) == of_plan.sold
        assert sum(each.shares for each in year.exercises) == of_plan.exercised
    sold = {(a.date, a.lot): a for a in plan.actions if a.kind == "sell"}
    sales = [sale for year in forms.years for sale in year.sales]
    assert len(sales) == len(sold)
    for sale in sales:
        action = sold[sale.sold_on, sale.lot]
        assert sale.proceeds == pytest.approx(action.shares * action.price, abs=0.02)
        assert sale.disposition == action.disposition
    assert forms.years[-1].year == 2032  # the last year in which credit comes back
    one = forms_of_plan(situation, plan, evaluated, year=2029)
    assert one.years == (year_of(forms, 2029),)
    idle = forms_of_plan(situation, plan, evaluated, year=2035)
    assert idle.years[0].run_off
    assert not idle.years[0].sales
    with pytest.raises(ValueError, match=r"2050 is none of the years .* 2026 to 2041"):
        forms_of_plan(situation, plan, evaluated, year=2050)


@pytest.mark.parametrize("what", ["leavings", "parcels"])
def test_rows_that_do_not_tie_are_refused(
    what: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one sale, or one exercise, there is an error and no form."""

    def fewer(walked: Walk) -> ShareMoves:
        moves = moves_of(walked)
        return replace(moves, **{what: getattr(moves, what)[1:]})

    monkeypatch.setattr(filed_schedules, "moves_of", fewer)
    with pytest.raises(AuditFailure, match=r"rows of \d{4} do not tie to its forms"):
        forms_of_schedule(situation_in(root, "early_exercise"), HABIT)


def test_the_broker_decides_the_boxes(root: Path) -> None:
    """Gains are the same; without a reported basis nothing is adjusted."""
    situation = situation_in(root, "one_year_later")
    name = situation.schedules[0].name
    told = {
        reports: forms_of_schedule(situation, name, reports)
        for reports in ("basis", "proceeds", "nothing")
    }
    rows = {
        reports: [sale for year in forms.years for sale in year.sales]
        for reports, forms in told.items()
    }
    assert {sale.box for sale in rows["basis"]} == {"A", "D"}
    assert {sale.box for sale in rows["proceeds"]} == {"B", "E"}
    assert {sale.box for sale in rows["nothing"]} == {"C", "F"}
    gains = [[sale.gain for sale in each] for each in rows.values()]
    assert gains[0] == gains[1] == gains[2]
    assert any(sale.adjustment for sale in rows["basis"])
    assert not any(sale.adjustment for sale in rows["nothing"])
    assert "the proceeds alone" in told["proceeds"].notes[0]
    asks = {name: "box 1e" in " ".join(forms.notes) for name, forms in told.items()}
    assert asks == {"basis": False, "proceeds": True, "nothing": False}


def test_an_unknown_schedule_is_named_with_the_near_match(root: Path) -> None:
    """The user's own and those that people follow."""
    situation = situation_in(root, "one_year_later")
    with pytest.raises(ScenarioErrors, match="did you mean 'do nothing'"):
        forms_of_schedule(situation, "do nothin")
    assert not any(y.exercises for y in forms_of_schedule(situation, NEVER).years)


def test_units_have_no_reported_basis_and_bought_shares_a_right_one() -> None:
    """Stock that was not acquired for cash: boxes B and E."""
    situation = build_situation(
        restricted_units=[rsu()], holdings=[holding()], grants=[grant()]
    )
    (year,) = forms_of_schedule(situation, AT_ONCE).years[:1]
    boxes = {sale.grant: (sale.box, sale.code) for sale in year.sales}
    assert boxes["RSU"] == ("B", "")
    assert boxes["bought"] == ("D", "")
    assert boxes["G"] == ("A", "B")
    assert sum(each.line_2i for each in year.exercises) == 0.0


def test_a_lot_sold_in_part_before_the_start_is_one_exercise() -> None:
    """Form 3921 counts all its shares; those sold that year bring no adjustment."""
    situation = build_situation(
        plan={"start": "2026-06-01"},
        grants=[grant()],
        events=[
            {"on": "2026-02-02", "exercise": "G", "shares": 100, "value": 25.0},
            {"on": "2026-03-02", "sell": "G", "shares": 40, "price": 24.0},
        ],
    )
    (year,) = forms_of_schedule(situation, NEVER).years[:1]
    (boxes,) = year.exercises
    assert (boxes.shares, boxes.value_at_exercise) == (100, 25.0)
    sold_at_the_end = sum(s.shares for s in year.sales if s.sold_on.month == 12)
    assert boxes.disposed_of_in_year == 40 + sold_at_the_end
    assert year.sales[0].ordinary_income == 40 * 14.0
    assert (year.sales[0].gain, year.sales[0].amt_gain) == (0.0, 0.0)
    assert form_of(year, "Form 8801, filed")


def test_a_lot_of_the_file_has_its_own_value() -> None:
    """Its AMT basis is what Form 3921 box 4 said, not the market's price."""
    situation = build_situation(grants=[grant()], lots=[lot()])
    (year,) = forms_of_schedule(situation, HABIT).years[:1]
    (sale,) = [each for each in year.sales if each.lot.startswith("G 2025")]
    assert (sale.amt_basis, sale.basis) == (2_000.0, 1_000.0)
    assert sale.line_2k == -1_000.0


def test_californias_schedule_p_takes_up_both_lines(root: Path) -> None:
    """Lines 9 and 10 are what its AMTI has beyond income; FTB 3510 goes on.

    The shares are small business stock, whose gain California taxes: line 9 is more
    than Form 6251 line 2k where the exclusion differs on the two bases.
    """
    scenario = load_scenario(root / "scenarios" / "founders_engineer_qsbs.toml")
    there = rebuild(scenario, {"household.state": "CA"}, schedules=())
    forms = forms_of_schedule(situation_of(there), HABIT)
    before: dict[str, float] = {}
    differs = 0
    for year in forms.years:
        schedule_p = lines_of(year, "California, Schedule P")
        income = lines_of(year, "California, income tax")
        federal = lines_of(year, "Form 6251, Parts")
        assert schedule_p["10"] == federal["2i"]
        beyond = schedule_p["9"] + schedule_p["10"]
        agi = income["Adjusted gross income"]
        assert schedule_p["21"] == pytest.approx(agi + beyond, abs=0.02)
        differs += schedule_p["9"] != federal["2k"]
        if before:
            credit = lines_of(year, "California, FTB 3510, filed")
            assert credit["28"] == before["26"]
        before = schedule_p
    assert differs


def test_losses_move_line_2k_in_years_without_a_sale(root: Path) -> None:
    """A company that failed: each year the AMT takes 3,000 of its larger loss."""
    forms = forms_of_schedule(situation_in(root, "company_that_failed"), HABIT)
    year = year_of(forms, 2029)
    assert not year.sales
    assert lines_of(year, "From the sales")["2k"] == -3_000.0
    assert lines_of(year, "Schedule D, AMT")["21"] == 3_000.0
    worthless = year_of(forms, 2027).sales
    assert {(sale.box, sale.proceeds) for sale in worthless} == {("F", 0.0)}


def test_forms_go_on_while_a_loss_is_carried() -> None:
    """IRC 1211(b), 1212(b): of 11,000 lost, 3,000 a year and 2,000 in the fourth."""
    situation = build_situation(
        plan={"last_year": 2026, "run_off_years": 6},
        market={"prices": {"2026-01-01": 10.0}},
        holdings=[holding(basis=120.0)],
    )
    years = forms_of_schedule(situation, AT_ONCE).years
    assert [lines_of(year, "Form 1040")["7a"] for year in years] == [
        -3_000.0, -3_000.0, -3_000.0, -2_000.0,
    ]  # fmt: skip
    assert years[-1].run_off


def test_shares_that_vest_after_the_last_decision_have_a_row_in_that_year() -> None:
    """400 of them, 20 dollars above their strike; the row ties to line 2i."""
    options = grant(
        early_exercise="without_83b",
        vesting=[
            {"on": "2026-06-01", "shares": 600},
            {"on": "2027-06-01", "shares": 400},
        ],
    )
    early = {"on": "2026-02-02", "exercise": "G", "shares": 1_000}
    situation = build_situation(
        grants=[options], schedules=[{"name": "early", "actions": [early]}]
    )
    (first,) = forms_of_schedule(situation, "early", year=2026).years
    assert [each.measured_on.year for each in first.exercises] == [2026, 2027]
    (year,) = forms_of_schedule(situation, "early", year=2027).years
    assert (year.run_off, year.line_2i) == (True, 8_000.0)
    assert [each.line_2i for each in year.exercises] == [8_000.0]
