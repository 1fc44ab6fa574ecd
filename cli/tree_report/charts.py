"""The charts of a plan over outcomes: its tree, the fans of wealth and cash, bars."""

from collections.abc import Sequence

from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.charts import (
    BELOW,
    HEIGHT,
    LEFT,
    Chart,
    chart_of,
    drawn_bars,
    line_through,
    under_axis,
)
from isoplan.cli.report.svg import (
    Scale,
    element,
    legend,
    legend_height,
    patterns,
    rules,
    ticks,
)
from isoplan.cli.tree_report.tree_picture import tree_chart
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.outcomes_report import Fan, OutcomesReport
from isoplan.models.results.number_text import dollars

FEW = 4
"""Outcomes below which quantiles say no more than the best and the worst."""
MOST_BARS = 24
"""Outcomes that have a bar of their own."""


def outcomes_charts(report: OutcomesReport) -> list[Chart]:
    """Return all charts of the report but the tree."""
    return [
        value_chart(report.plan),
        beside_chart(report.plan),
        wealth_chart(report),
        cash_fan_chart(report),
    ]


def picture(report: OutcomesReport) -> Chart:
    """Return the tree."""
    return tree_chart(report.plan)


def value_chart(plan: OutcomesPlan) -> Chart:
    """Return what each outcome is worth, after the mean of all."""
    worst = plan.worst
    best = max(plan.outcomes, key=lambda each: each.value)
    rows = [_bar("on average", plan.objective.value, "plan.objective.value")]
    order = sorted(enumerate(plan.outcomes), key=lambda each: -each[1].value)
    if len(order) > MOST_BARS:
        order = [*order[: MOST_BARS // 2], *order[-MOST_BARS // 2 :]]
    for at, each in order:
        name = f"{each.name} ({each.probability:.4g})" + ", the worst" * (each is worst)
        rows.append(_bar(name, each.value, f"plan.outcomes[{at}].value"))
    told = (
        f"{dollars(plan.objective.value)} on average; at worst {dollars(worst.value)}, "
        f"at best {dollars(best.value)}."
    )
    if len(plan.outcomes) > MOST_BARS:
        told += f" The best and the worst {MOST_BARS // 2} of {len(plan.outcomes)}."
    return _bars("value", "The bet: what each outcome is worth", told, rows)


def beside_chart(plan: OutcomesPlan) -> Chart:
    """Return what the plan, and what others do, is worth on average."""
    rows = [_bar("this plan", plan.objective.value, "plan.objective.value")]
    rows += [
        _bar(each.name, each.expected, f"plan.beside[{at}].expected")
        for at, each in enumerate(plan.beside)
    ]
    told = "Value after tax on average, beside what people do without looking ahead."
    return _bars("beside", "On average, beside what people do", told, rows)


def _bar(name: str, amount: float, of: str) -> tuple[Cell, ...]:
    shown = cells.money(amount, of)
    return (cells.words(name), shown, shown)


def _bars(key: str, title: str, told: str, rows: Sequence[tuple[Cell, ...]]) -> Chart:
    table = Table(("outcome", "value"), tuple(row[:2] for row in rows))

    def draw(width: float, key: str) -> tuple[str, float]:
        return drawn_bars(rows, width, key)

    return chart_of(key, title, told, table, draw)


def wealth_chart(report: OutcomesReport) -> Chart:
    """Return the fan of what the plan has come to, by year."""
    return _fan(
        "wealth",
        "What the plan has come to, by year",
        report.wealth,
        len(report.plan.outcomes),
        "Cash brought in less what was paid, tax of the year included, and shares held "
        "at their price before tax; not discounted.",
    )


def cash_fan_chart(report: OutcomesReport) -> Chart:
    """Return the fan of the cash alone, by year."""
    return _fan(
        "cashfan",
        "Cash brought in less paid out, by year",
        report.cash,
        len(report.plan.outcomes),
        "Without shares held, tax of the year included. Below zero it is at stake.",
    )


def _fan(key: str, title: str, fans: Sequence[Fan], outcomes: int, what: str) -> Chart:
    """Return the range over the outcomes, its mean, and quantiles where many are."""
    field = "wealth" if key == "wealth" else "cash"
    last = fans[-1]
    told = (
        f"{what} As {last.date.year} ends: {dollars(last.mean)} on average, from "
        f"{dollars(last.least)} to {dollars(last.most)}."
    )
    shown = {"mean": "on average", "least": "worst", "most": "best"}
    if outcomes >= FEW:
        shown |= {"low": "a tenth below", "middle": "median", "high": "a tenth above"}
    rows = tuple(
        (
            cells.day(each.date, f"{field}[{at}].date"),
            *(
                cells.money(getattr(each, name), f"{field}[{at}].{name}")
                for name in shown
            ),
        )
        for at, each in enumerate(fans)
    )
    table = Table(("end of day", *shown.values()), rows)

    def draw(width: float, key: str) -> tuple[str, float]:
        return _drawn_fan(fans, width, key, quantiles=outcomes >= FEW)

    return chart_of(key, title, told, table, draw)


def _drawn_fan(
    fans: Sequence[Fan], width: float, key: str, *, quantiles: bool
) -> tuple[str, float]:
    names = ["on average", "from worst to best"]
    names += ["eight of ten"] * quantiles
    top = legend_height(names, width)
    marks = ticks(min(each.least for each in fans), max(each.most for each in fans))
    up = Scale(marks[0], marks[-1], top + HEIGHT, top + 8)
    step = (width - LEFT) / len(fans)
    x = [LEFT + step * (at + 0.5) for at in range(len(fans))]
    parts = [patterns(key, len(names)), legend(names, width, key, [1])]
    parts += rules(marks, up, LEFT, width, "$")
    areas = [("least", "most", 2)] + [("low", "high", 3)] * quantiles
    for low, high, series in areas:
        below = [(at, up(getattr(e, low))) for at, e in zip(x, fans, strict=True)]
        above = [(at, up(getattr(e, high))) for at, e in zip(x, fans, strict=True)]
        places = [*below, *reversed(above)]
        path = "M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in places) + "Z"
        parts.append(element("path", class_=f"fan s{series}", d=path))
        parts.append(element("path", fill=f"url(#{key}-{series})", d=path))
    middle = [(at, up(each.mean)) for at, each in zip(x, fans, strict=True)]
    parts.append(line_through(middle, 1))
    parts += under_axis([each.date.year for each in fans], step, top + HEIGHT)
    return "".join(parts), top + HEIGHT + BELOW
