"""The charts draw what their tables hold, in both sizes."""

import re
from xml.etree import ElementTree

import pytest

from isoplan.cli.report.charts import Chart, charts_of, schedules_chart
from isoplan.models.results.report import Report
from made_report import made_report

SIZES = ("wide", "narrow")
LEGEND = {"width": "16", "height": "12"}
TENTH = 0.11
"""Of a unit of the drawing: places have one digit behind the point."""


@pytest.fixture(scope="module")
def report() -> Report:
    return made_report().report


@pytest.fixture(scope="module")
def charts(report: Report) -> dict[str, Chart]:
    return {chart.key: chart for chart in charts_of(report)}


def bars(drawing: str, series: int, side: str) -> list[float]:
    """The heights or widths of a series' bars, its legend left out."""
    found = ElementTree.fromstring(drawing).iter("rect")
    return [
        float(each.attrib[side])
        for each in found
        if each.get("class") == f"s{series}"
        and {name: each.attrib[name] for name in LEGEND} != LEGEND
    ]


def column(chart: Chart, number: int) -> list[float]:
    """The amounts of a column of a chart's table."""
    return [float(row[number].value) for row in chart.table.rows]  # type: ignore[arg-type]


def are_to_scale(drawn: list[float], amounts: list[float]) -> bool:
    """Whether sizes are amounts times one factor."""
    factor = max(drawn) / max(amounts)
    return len(drawn) == len(amounts) and all(
        abs(one - factor * amount) < TENTH
        for one, amount in zip(drawn, amounts, strict=True)
    )


@pytest.mark.parametrize("size", SIZES)
def test_amt_and_credit_are_to_scale(size: str, charts: dict[str, Chart]) -> None:
    """A bar for each year with some; the line goes through what is left."""
    chart = charts["amt"]
    drawing = getattr(chart, size)
    shown = []
    for series in (1, 2):
        amounts = [amount for amount in column(chart, series) if amount > 0.5]
        heights = bars(drawing, series, "height")
        assert are_to_scale(heights, amounts)
        shown.append(max(heights) / max(amounts))
    line = re.search(r'class="l3" d="M([^"]*)"/><circle', drawing)
    assert line
    y = [float(point.split(",")[1]) for point in line[1].split(" L")]
    left = column(chart, 3)
    floor = y[left.index(min(left))] + min(left) * shown[0]
    assert are_to_scale([floor - each for each in y], left)
    assert shown[0] == pytest.approx(shown[1], rel=0.01)


@pytest.mark.parametrize("size", SIZES)
def test_shares_are_stacked_to_scale(size: str, charts: dict[str, Chart]) -> None:
    """The pieces of all bars."""
    chart = charts["shares"]
    drawing = getattr(chart, size)
    used = range(1, len(chart.table.headings))
    amounts = [n for at in used for n in column(chart, at) if n]
    heights = [each for at in used for each in bars(drawing, at, "height")]
    assert are_to_scale(heights, amounts)


@pytest.mark.parametrize("size", SIZES)
def test_schedules_are_to_scale(size: str, charts: dict[str, Chart]) -> None:
    """The plan first, from zero on."""
    chart = charts["schedules"]
    drawing = getattr(chart, size)
    widths = bars(drawing, 1, "width") + bars(drawing, 2, "width")
    worth = column(chart, 1)
    assert len(widths) == len(worth)
    drawn = [max(each, 1.0) for each in worth]
    factor = widths[0] / drawn[0]
    for width, amount in zip(widths, drawn, strict=True):
        assert width == pytest.approx(max(amount * factor, 1.0), abs=TENTH)


@pytest.mark.parametrize("size", SIZES)
def test_the_line_of_cash_is_to_scale(size: str, charts: dict[str, Chart]) -> None:
    """Level from day to day; the worst day is marked with its amount."""
    chart = charts["cash"]
    drawing = getattr(chart, size)
    line = re.search(r'class="l1" d="M([^"]*)"', drawing.split("</text>", 2)[2])
    assert line
    y = [float(each) for each in re.findall(r"V([\d.]+)", line[1])]
    paid_out = column(chart, 1)
    lowest, highest = min(paid_out), max(paid_out)
    factor = (max(y) - min(y)) / (highest - lowest)
    for place, amount in zip(y, paid_out, strict=True):
        assert place == pytest.approx(min(y) + (amount - lowest) * factor, abs=TENTH)
    assert f">-${highest:,.0f}<" in drawing


def test_every_amount_in_a_drawing_is_in_its_table(charts: dict[str, Chart]) -> None:
    """What is written beside a bar or a mark; ticks are round figures."""
    for chart in charts.values():
        cells = {cell.text for row in chart.table.rows for cell in row}
        for size in SIZES:
            root = ElementTree.fromstring(getattr(chart, size))
            for each in root.iter("text"):
                text = each.text or ""
                if "$" in text and each.get("class") != "tick":
                    assert {text, text.removeprefix("-")} & cells


def test_a_long_name_stands_above_its_bar(report: Report) -> None:
    """Where it would leave the bar no room; it ends where the drawing does."""
    comparison = report.comparison
    assert comparison is not None
    named = [
        each.model_copy(update={"name": "x" * 20}) for each in comparison.schedules
    ]
    long = [each.model_copy(update={"name": "x" * 90}) for each in comparison.schedules]
    heights, names = [], set()
    for schedules in (named, long):
        changed = comparison.model_copy(update={"schedules": tuple(schedules)})
        drawing = ElementTree.fromstring(schedules_chart(changed).wide)
        heights.append(float(drawing.attrib["viewBox"].split()[3]))
        names |= {each.text or "" for each in drawing.iter("text")}
    assert heights[0] < heights[1]
    cut = next(each for each in names if each.endswith("\N{HORIZONTAL ELLIPSIS}"))
    assert 60 < len(cut) < 90
    assert "x" * 20 in names


def test_least_tax_compares_what_sells_all() -> None:
    """A schedule that keeps shares causes less tax, and is no rival."""
    comparison = made_report("leaving_town").report.comparison
    assert comparison is not None
    chart = schedules_chart(comparison)
    assert chart.title.startswith("Tax caused")
    names = [row[0].text for row in chart.table.rows]
    assert "plan" in names
    assert "do nothing" not in names
