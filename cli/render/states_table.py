"""What is modeled of the states, for people."""

from collections.abc import Iterator, Sequence

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import table
from isoplan.models.law.state_summary import StateSummary


def states_report(summaries: Sequence[StateSummary], width: int = USUAL) -> str:
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
        "more; + where an earlier year stands in for some. Rates of a single filer. "
        "`isoplan states CODE` shows a state's figures with their sources."
    )
    shown = table(heads, rows, left=len(heads), width=width)
    return "\n\n".join([wrapped(answer, width), shown, wrapped(notes, width)])


def _confirmed(summary: StateSummary) -> str:
    count = len(summary.figures)
    mark = "+" if summary.standing_in else ""
    return f"{count - len(summary.one_source)} of {count}{mark}"


def state_report(summary: StateSummary, width: int = USUAL) -> str:
    """Return one state: a sentence, its figures with sources, and what to know."""
    answer = (
        f"{summary.name}, {summary.year}: income {summary.income}; long-term gain "
        f"{summary.gains}; ISO spread at exercise: {summary.spread}."
    )
    parts = [wrapped(answer, width), "\n".join(_figures(summary, width))]
    for title, lines in (
        ("Checked", summary.checked),
        ("Simplified", summary.simplified),
        ("Doubtful", summary.doubts),
        ("Enacted for later years, left out", summary.later_law),
    ):
        if lines:
            said = [wrapped(line, width, first="  - ", later="    ") for line in lines]
            parts.append("\n".join([f"{title}:", *said]))
    return "\n\n".join(parts)


def _figures(summary: StateSummary, width: int) -> Iterator[str]:
    """Yield each figure with its sources, whose addresses stay whole."""
    for name, figure in summary.figures.items():
        count = figure.confirmed_by
        years = _years(figure.year, figure.last_year)
        later = "indexed later, " * figure.indexed
        heading = (
            f"{name.replace('_', ' ')}: published for {years}, {later}"
            f"{count} source{'s' * (count != 1)}"
        )
        yield wrapped(heading, width, first="  ", later="    ")
        yield wrapped(
            figure.source, width, first="    ", later="    ", breaks_words=False
        )


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
