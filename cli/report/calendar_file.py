"""A report as a calendar: actions, days of the better sale, expiries, tax dates."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from isoplan.cli.report import cells
from isoplan.cli.report.extra import needed
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Action
from isoplan.models.results.report import KeyDay, Report

AHEAD = timedelta(days=7)
"""How long before an action, an expiry or a payment a calendar reminds of it."""
ONE_DAY = timedelta(days=1)
DIGITS = 24
"""Of the name by which a calendar knows a day again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the calendar.

    Attributes:
        on: Day.
        summary: What it is, short.
        told: What to know of it.
        about: Names it for good: the same day of a plan made again has the same.
        reminds: Whether the calendar reminds of it.
    """

    on: date
    summary: str
    told: str
    about: str
    reminds: bool


def calendar_file(report: Report, made_at: datetime) -> bytes:
    """Return the calendar of a plan; every entry lasts all day.

    Args:
        report: What is shown.
        made_at: When, in UTC: by it a calendar knows which of two versions is newer.
    """
    return calendar_of(report.plan.scenario, entries(report), made_at)


def calendar_of(scenario: str, days: Iterable[Entry], made_at: datetime) -> bytes:
    """Return a calendar of days.

    Args:
        scenario: Its name, by which a calendar knows the days again.
        days: In any order.
        made_at: When, in UTC.
    """
    icalendar = needed(".ics")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//isoplan//report//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", scenario)
    seen = Counter[str]()
    for entry in sorted(days, key=lambda each: (each.on, each.about)):
        about = f"{scenario}|{entry.about}"
        seen[about] += 1
        name = sha256(f"{about}|{seen[about]}".encode()).hexdigest()[:DIGITS]
        event = icalendar.Event()
        event.add("uid", f"{name}@isoplan")
        event.add("dtstamp", made_at)
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + ONE_DAY)
        event.add("summary", entry.summary)
        event.add("description", entry.told)
        event.add("transp", "TRANSPARENT")
        if entry.reminds:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.summary)
            alarm.add("trigger", -AHEAD)
            event.add_component(alarm)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def entries(report: Report) -> Iterator[Entry]:
    """Yield all days of a report's calendar."""
    for action in report.plan.actions:
        yield of_action(action)
    for day in report.key_days:
        yield of_key_day(day)


def of_action(action: Action) -> Entry:
    """Return the entry of an action."""
    shares, amount = whole(action.shares), dollars(action.shares * action.price)
    price = cells.cents(action.price, "").text
    summary, told = {
        "exercise": (
            f"Exercise {shares} options of {action.options}",
            f"Pay {amount}: {price} a share.",
        ),
        "sell": (
            f"Sell {shares} shares of {action.lot}",
            f"About {amount} at the scenario's price, {price} a share.",
        ),
        "give": (
            f"Give {shares} shares of {action.lot} to charity",
            f"Worth about {amount} at the scenario's price.",
        ),
        "cash_out": (
            f"{shares} options of {action.options} are cashed out",
            f"The buyer pays {amount}.",
        ),
        "write_off": (
            f"{shares} shares of {action.lot} are worthless",
            "Keep the papers that show it.",
        ),
    }[action.kind]
    more = [f"A {action.disposition} sale."] * bool(action.disposition)
    if action.buyer_shares is not None:
        more.append(f"That is {whole(action.buyer_shares)} of {action.buyer}.")
    more += ["Elect under section 83(b) within 30 days."] * action.election_83b
    more += [action.why] * bool(action.why)
    about = f"{action.kind}|{action.date}|{action.options}|{action.lot}"
    return Entry(action.date, summary, " ".join([told, *more]), about, reminds=True)


def of_key_day(day: KeyDay) -> Entry:
    """Return the entry of a day that matters."""
    about = f"{day.kind}|{day.date}|{day.what}|{day.year or ''}"
    if day.kind == "tax":
        amount = day.amount or 0.0
        does = "Pay" if amount > 0 else "Save"
        summary = f"{does} {dollars(abs(amount))}: {day.what} of {day.year}"
        told = "Tax that the plan causes, beside that on other income."
        if amount < 0:
            told = "The plan makes this payment smaller, or a refund larger."
        return Entry(day.date, summary, told, about, reminds=amount > 0)
    shares = whole(day.shares or 0)
    if day.kind == "expiry":
        told = f"The plan leaves {shares} of them by then."
        summary = f"Last day to exercise {day.what}"
        return Entry(day.date, summary, told, about, reminds=bool(day.shares))
    better = "a qualifying sale" if day.kind == "qualifying" else "a long-term gain"
    summary = f"{shares} shares of {day.what}: from today {better}"
    told = "A sale before this day is taxed otherwise."
    return Entry(day.date, summary, told, about, reminds=False)
