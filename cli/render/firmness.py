"""How firm a plan's first step is: lines for the first screen, and all of it."""

from collections.abc import Iterable, Iterator
from datetime import date

from isoplan.cli.layout.columns import table_text
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.proven import CLOSE, NOTHING, proven
from isoplan.models.results.display import ShownTable
from isoplan.models.results.firmness import (
    Elsewhere,
    FactName,
    Fall,
    Firmness,
    FirmRange,
    Value,
)
from isoplan.models.results.number_text import dollars, whole

NAMES: dict[FactName, str] = {
    "exit_price": "exit price",
    "growth": "growth a year",
    "discount_rate": "discount rate",
    "income": "income",
    "date_of_sale": "date of sale",
    "probability": "probability",
    "volatility": "volatility",
}
PARTS: tuple[FactName, ...] = ("growth", "discount_rate")
"""Facts that are fractions, shown to the hundredth of a percent."""
CHANCES: tuple[FactName, ...] = ("probability", "volatility")
"""Facts that are fractions, shown in percent as they are."""
SHORT: tuple[FactName, ...] = ("exit_price", *CHANCES)
"""Facts whose range stands in the answer."""
CENTS_BELOW = 1_000.0
"""Dollars from which amounts are shown without cents."""
UNTRIED = "An end of which nothing is said below is as far as was tried."


def firmness_report(firmness: Firmness | None, width: int = USUAL) -> str:
    """Return all that was worked out of firmness; nothing where it was not asked for.

    Args:
        firmness: Of a plan; None where it was not worked out.
        width: Columns of the terminal.
    """
    if firmness is None or firmness.depth == "first":
        return ""
    return "\n\n".join(part for part in _parts(firmness, width) if part)


def first_sentences(firmness: Firmness | None) -> list[str]:
    """Return the falls and the ranges that matter most, a sentence each.

    Nothing where none was worked out.
    """
    if firmness is None:
        return []
    sentences = [] if firmness.fall is None else [_fall_sentence(firmness.fall)]
    sentences += [
        _fall_sentence(each)
        for each in firmness.falls
        if firmness.depth == "first" and each.price
    ]
    sentences += [
        _range_sentence(each, firmness.trifle)
        for each in firmness.ranges
        if each.fact in SHORT and _is_known(each)
    ]
    return sentences


def _parts(firmness: Firmness, width: int) -> Iterator[str]:
    """Yield the parts of the whole report."""
    solves = f"{firmness.solves:,} plans were solved again"
    sentences = (
        f"What the first step hangs on: {firmness.step.in_words}.",
        f"It stays the same where {firmness.same_means}.",
        f"{solves}, each within ${firmness.gap:,.2f}.",
    )
    yield _lines(sentences, width)
    yield _ranges_table(firmness, width)
    yield _lines(_beyond_sentences(firmness), width)
    yield _falls_table(firmness, width)
    yield _lines(_limit_sentences(firmness), width)
    yield _lines(firmness.left_out, width)


def _fall_sentence(fall: Fall) -> str:
    """Return what a fall costs."""
    to = f"${fall.price:,.2f}" if fall.price else "nothing"
    said = f"If the share falls to {to} in {fall.on.year}, after the first step, you "
    if fall.loss <= 0.0:
        return said + f"still have {dollars(-fall.loss)} more than by doing nothing."
    said += f"lose {dollars(fall.loss)}, present value"
    spent = {"for strikes": fall.paid, "of tax": fall.tax_added}
    paid = [f"{dollars(each)} {what}" for what, each in spent.items() if round(each)]
    parts = [f"pay {' and '.join(paid)}"] if paid else []
    if round(fall.proceeds):
        which = "more" if fall.proceeds > 0.0 else "less"
        parts.append(f"sell for {dollars(abs(fall.proceeds))} {which}")
    why = [f"you {', '.join(parts)}"] if parts else []
    if fall.returned_by is not None and round(fall.tax_returned):
        back = dollars(fall.tax_returned)
        why.append(f"{back} of tax comes back by {fall.returned_by}")
    return f"{said}: {', and '.join(why)}." if why else f"{said}."


def _range_sentence(found: FirmRange, trifle: float | None) -> str:
    """Return where the first step stays the same as a fact moves."""
    low, high = (shown_value(found, each) for each in (found.lowest, found.highest))
    name = name_of(found)
    if found.lowest == found.highest:
        said = f"The first step hangs on the {name}, {low}"
    else:
        within = "" if trifle is None else f", within {dollars(trifle)} of the best,"
        said = f"The same first step{within} for any {name} tried from {low} to {high}"
    beyond = [
        f"at {shown_value(found, each.value)}: {_becomes(each)}"
        for each in (found.below, found.above)
        if each is not None
    ]
    return "; ".join([said, *beyond]) + "."


def name_of(found: FirmRange) -> str:
    """Return the name of a fact, with the branch or outcome whose it is."""
    if not found.of:
        return NAMES[found.fact]
    inside = "of" if found.fact == "probability" else "in"
    return f"{NAMES[found.fact]} {inside} {found.of!r}"


def _is_known(found: FirmRange) -> bool:
    """Return whether anything is known of a range that time may have cut short."""
    return bool(found.lowest != found.highest or found.below or found.above)


def _becomes(there: Elsewhere) -> str:
    """Return the first step at another value, in words."""
    return "no plan" if there.step is None else there.step.in_words


def _ranges_table(firmness: Firmness, width: int) -> str:
    """Return one row a fact: its value, and the range with the same first step."""
    rows = [
        (
            name_of(each),
            *(
                shown_value(each, value)
                for value in (each.now, each.lowest, each.highest)
            ),
        )
        for each in firmness.ranges
        if _is_known(each)
    ]
    if not rows:
        return ""
    heads = ("the same first step", "now", "from", "to")
    shown = ShownTable(heads, tuple(rows), left=1)
    return f"{table_text(shown, width)}\n{_lines([UNTRIED], width)}"


def _beyond_sentences(firmness: Firmness) -> Iterator[str]:
    """Yield what the first step becomes outside each range."""
    for found in firmness.ranges:
        for each in (found.below, found.above):
            if each is None:
                continue
            said = f"At {name_of(found)} {shown_value(found, each.value)}: "
            said += _becomes(each)
            if each.keeping_costs is not None:
                most = "at most " * (firmness.gap > NOTHING)
                costs = f"{most}{dollars(each.keeping_costs)}"
                said += f"; keeping to the step loses {costs}"
            yield f"{said}."


def _falls_table(firmness: Firmness, width: int) -> str:
    """Return what a fall costs after each year of the plan, a row each."""
    if not firmness.falls:
        return ""
    rows = [
        (
            each.after.isoformat(),
            f"{each.price:,.2f}",
            whole(each.shares),
            whole(each.paid),
            whole(each.tax_added),
            whole(each.tax_returned),
            whole(each.proceeds),
            whole(each.loss),
        )
        for each in firmness.falls
    ]
    amounts = ("paid $", "tax $", "back $", "sold $", "loss $")
    heads = ("plan until", "$/share", "held", *amounts)
    said = (
        "If the share falls at the turn of the year, against doing nothing (loss: "
        "strikes paid and tax, less tax that comes back and what sales bring more, as "
        "present value; below zero where the plan is ahead all the same):"
    )
    shown = ShownTable(heads, tuple(rows), left=1)
    return f"{wrapped(said, width)}\n{table_text(shown, width)}"


def _limit_sentences(firmness: Firmness) -> Iterator[str]:
    """Yield what loosening each limit would be worth, or cost."""
    for each in firmness.limits:
        what = each.loosened[0].upper() + each.loosened[1:]
        if each.worth < 0.0 and each.at_most <= CLOSE:
            costs = proven(-each.worth, -each.at_most, -each.at_least)
            yield f"{what} would cost {costs}."
        else:
            worth = proven(each.worth, each.at_least, each.at_most)
            yield f"{what} would be worth {worth}."
    if firmness.free_limits:
        yield f"Worth nothing: {'; '.join(firmness.free_limits)}."


def shown_value(found: FirmRange, value: Value) -> str:
    """Return a value of a fact with its unit."""
    if isinstance(value, date):
        return value.isoformat()
    if found.fact in CHANCES:
        return f"{100.0 * value:.4g}%"
    if found.fact in PARTS:
        return f"{value:.2%}"
    return f"${value:,.2f}" if value < CENTS_BELOW else dollars(value)


def _lines(sentences: Iterable[str], width: int) -> str:
    """Return sentences, each in lines that fit."""
    return "\n".join(wrapped(each, width, later="  ") for each in sentences)
