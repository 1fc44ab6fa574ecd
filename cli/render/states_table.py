"""What is modeled of the states, for people."""

from collections.abc import Sequence
from textwrap import fill

from isoplan.cli.render.table import table
from isoplan.models.law.state_summary import StateSummary

WIDTH = 88


def states_report(summaries: Sequence[StateSummary]) -> str:
    """Return a sentence, then a row for each state."""
    year = summaries[0].year
    taxed = sum(each.income != "not taxed" for each in summaries)
    with_amt = [each.state for each in summaries if each.spread.startswith("AMT")]
    answer = (
        f"The fifty states and DC in {year}: {taxed} tax income or gains; an AMT "
        f"reaches the spread in {', '.join(with_amt)}."
    )
    heads = ("state", "income", "long-term gain", "ISO spread at exercise", "confirmed")
    rows = [
        (
            f"{each.state} {each.name}",
            each.income,
            each.gains,
            each.spread,
            _confirmed(each),
        )
        for each in summaries
    ]
    notes = (
        "confirmed: how many of a state's figures have two independent sources or "
        "more; + where\nan earlier year stands in for some. Rates of a single filer. "
        "`isoplan states CODE` shows\na state's figures with their sources."
    )
    return "\n\n".join([answer, table(heads, rows, left=len(heads)), notes])


def _confirmed(summary: StateSummary) -> str:
    count = len(summary.figures)
    mark = "+" if summary.standing_in else ""
    return f"{count - len(summary.one_source)} of {count}{mark}"


def state_report(summary: StateSummary) -> str:
    """Return one state: a sentence, its figures with sources, and what to know."""
    answer = (
        f"{summary.name}, {summary.year}: income {summary.income}; long-term gain "
        f"{summary.gains}; ISO spread at exercise: {summary.spread}."
    )
    rows = [
        (
            name.replace("_", " "),
            _years(figure.year, figure.last_year),
            "indexed" if figure.indexed else "",
            str(figure.confirmed_by),
            figure.source,
        )
        for name, figure in summary.figures.items()
    ]
    heads = ("figure", "published for", "later", "sources", "source")
    parts = [answer, table(heads, rows, left=len(heads))]
    for title, lines in (
        ("Checked", summary.checked),
        ("Simplified", summary.simplified),
        ("Doubtful", summary.doubts),
        ("Enacted for later years, left out", summary.later_law),
    ):
        if lines:
            said = [
                fill(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")
                for line in lines
            ]
            parts.append("\n".join([f"{title}:", *said]))
    return "\n\n".join(parts)


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
