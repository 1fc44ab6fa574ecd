"""What has changed since an earlier plan, for people: a sentence, and two tables."""

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.actions_table import NARROW
from isoplan.cli.render.table import table
from isoplan.models.results.changes import ActionChange, Changes, Outlook
from isoplan.models.results.number_text import dollars, whole


def changes_report(changes: Changes, width: int = USUAL) -> str:
    """Return the section that puts a plan beside the earlier one."""
    return "\n\n".join(
        [
            "Changes from the earlier plan\n\n" + wrapped(answer(changes), width),
            actions_table(changes, width),
            outlook_table(changes, width),
        ]
    )


def answer(changes: Changes) -> str:
    """Return in words the actions done, those planned otherwise, and their cost."""
    since = f"the plan of {changes.earlier_start}"
    if not any(each.change for each in changes.actions):
        done = f"Everything was done as in {since}, and the rest of it stands."
    else:
        done = f"{_done(changes, since)} {_planned(changes)}"
    more = changes.now.total_tax - changes.then.total_tax
    tax = dollars(changes.now.total_tax)
    if round(more):
        than = f"{dollars(abs(more))} {'more' if more > 0 else 'less'} than by it"
    else:
        than = "as by it"
    return f"{done} All tax of {_years(changes)}: {tax}, {than}.{_split(changes)}"


def _split(changes: Changes) -> str:
    """Return what splits have made of a share since the earlier plan, if any."""
    if changes.split == 1:
        return ""
    return (
        f" By stock splits since {changes.earlier_start} one share has become "
        f"{changes.split:,.6g}; the earlier plan is shown in today's shares."
    )


def _done(changes: Changes, since: str) -> str:
    """Return the actions planned before the start beside those done."""
    past = [each for each in changes.actions if each.date < changes.start]
    otherwise = sum(1 for each in past if each.change)
    if not otherwise:
        return f"Everything until {changes.start} was done as in {since}."
    said = []
    for kind, noun, verb in (
        ("exercise", "options", "exercised"),
        ("give", "shares", "given"),
        ("sell", "shares", "sold"),
        ("cash_out", "options", "cashed out"),
        ("write_off", "shares", "written off"),
    ):
        of_kind = [each for each in past if each.kind == kind]
        then = sum(each.planned_then for each in of_kind)
        done = sum(each.done for each in of_kind)
        if then or done:
            said.append(f"{done:,} {noun} were {verb} ({then:,} planned)")
    return f"Until {changes.start}, beside {since}: {' and '.join(said)}."


def _planned(changes: Changes) -> str:
    """Return the actions from the start on beside those planned before."""
    then, now = changes.then, changes.now
    gives = f", {now.given:,} shares given ({then.given:,} planned)"
    return (
        f"From then on {now.exercised:,} options are exercised ({then.exercised:,} "
        f"planned){gives * bool(now.given or then.given)} and {now.sold:,} shares sold "
        f"({then.sold:,} planned)."
    )


def actions_table(changes: Changes, width: int = USUAL) -> str:
    """Return one row a day and grant; shares."""
    if not changes.actions:
        return "Neither plan has anything to do, and nothing was done."
    rows = [
        (
            each.date.isoformat(),
            each.kind,
            each.grant,
            f"{each.planned_then:,}",
            f"{each.done:,}" if _is_past(each, changes) else "",
            f"{each.planned_now:,}" if each.date >= changes.start else "",
            f"{each.change:+,}" if each.change else "",
        )
        for each in changes.actions
    ]
    numbers = ("planned then", "done", "planned now", "change")
    if width >= NARROW:
        return table(("date", "do", "grant", *numbers), rows, left=3, width=width)
    narrow = [(f"{on}\n{do} {grant}", *cells) for on, do, grant, *cells in rows]
    return table(("date, do, grant", *numbers), narrow, left=1, width=width)


def _is_past(each: ActionChange, changes: Changes) -> bool:
    return each.date < changes.start or bool(each.done)


LINES: tuple[tuple[str, str], ...] = (
    ("proceeds", "proceeds of sales"),
    ("exercise_cost", "strikes paid"),
    ("total_tax", "all tax, on other income too"),
    ("amt", "AMT among it"),
    ("credit_used", "credit used"),
    ("credit_carryforward_out", "credit left at the end"),
    ("present_value", "proceeds less strikes and tax, present value"),
    ("objective", "objective, each plan from its own start"),
)
"""Fields of :class:`Outlook` in the order of the table, with their names there."""


def outlook_table(changes: Changes, width: int = USUAL) -> str:
    """Return what either plan brings from the start on; dollars."""
    rows = [_line(name, field, changes.then, changes.now) for field, name in LINES]
    heads = (
        f"from {changes.start} through {changes.last_year}", "planned then $",
        "planned now $", "change $",
    )  # fmt: skip
    return table(heads, rows, left=1, width=width)


def _line(name: str, field: str, then: Outlook, now: Outlook) -> tuple[str, ...]:
    before, after = getattr(then, field), getattr(now, field)
    return name, whole(before), whole(after), whole(after - before)


def _years(changes: Changes) -> str:
    first, last = changes.start.year, changes.last_year
    return f"{first}" if first == last else f"{first} to {last}"
