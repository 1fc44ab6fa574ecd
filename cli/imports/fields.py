"""An imported grant and its exercises as fields of a scenario, and what is missing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from isoplan.cli.imports.facts import Exercise, ImportedGrant, Missing

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

RULE = "{ months = 48, cliff_months = 12 }"


def grant_fields(grant: ImportedGrant) -> dict[str, Any]:
    """Return the fields of a grant or an award that the files say."""
    units = grant.word("kind") == "units"
    fields: dict[str, Any] = {"name": grant.name}
    if not units and grant.word("kind") is not None:
        fields["kind"] = grant.word("kind")
    given: dict[str, date | int | Decimal | None] = {
        "granted_on": grant.day("granted_on"),
        "expires_on": None if units else grant.day("expires_on"),
        "shares": grant.shares,
        "strike": None if units else grant.amount("strike"),
    }
    fields |= {name: value for name, value in given.items() if value is not None}
    vesting = vesting_of(grant)
    if vesting is not None:
        fields["vesting"] = vesting
    held = sum(each.held for each in grant.exercises)
    if not units and grant.exercised is not None and grant.exercised != held:
        fields["exercised"] = grant.exercised
    return fields


def lot_fields(name: str, exercise: Exercise) -> dict[str, Any]:
    """Return the fields of a lot that the files say."""
    fields: dict[str, Any] = {
        "grant": name,
        "exercised_on": exercise.on,
        "shares": exercise.held,
    }
    if exercise.value is not None:
        fields["value_at_exercise"] = exercise.value
    return fields


def vesting_of(grant: ImportedGrant) -> Any:  # noqa: ANN401
    """Return a grant's vesting as a file holds it; None if the files do not say it."""
    if grant.vesting and sum(grant.vesting.values()) == grant.shares:
        return [{"on": on, "shares": shares} for on, shares in grant.vesting.items()]
    words = grant.word("vesting_schedule")
    if grant.vesting or words is None or grant.count("canceled"):
        return None
    rule = _rule(grant, words)
    if rule is None:
        return None
    start = grant.day("vesting_start")
    return ({} if start is None else {"start": start}) | rule


def _rule(grant: ImportedGrant, words: str) -> dict[str, int] | None:
    """Return the rule that a source means by its words; None if that is not known."""
    mapping = grant.facts["vesting_schedule"].record.mapping
    known = {} if mapping is None else mapping.vesting_schedules
    for each, rule in known.items():
        if _plain(each) == _plain(words):
            names = ("months", "cliff_months", "every_months")
            return {name: getattr(rule, name) for name in names}
    return None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def missing_of_grant(grant: ImportedGrant) -> Iterator[Missing]:
    """Yield what a grant of a scenario needs and the files do not say."""
    units = grant.word("kind") == "units"
    of = f"{'award' if units else 'grant'} {grant.name}"
    if grant.word("kind") is None:
        yield Missing(
            of,
            "kind",
            "",
            "left out, it is taken for incentive stock options; write kind = 'nso' if "
            "they are nonqualified",
        )
    if grant.day("granted_on") is None:
        yield Missing(of, "granted_on", "", "write the day of grant")
    if not units and grant.day("expires_on") is None:
        yield Missing(of, "expires_on", "", "write the last day of exercise")
    if grant.shares is None:
        yield Missing(of, "shares", "", "write the number granted")
    if not units and grant.amount("strike") is None:
        yield Missing(of, "strike", "", "write the exercise price of a share")
    if vesting_of(grant) is None:
        yield Missing(
            of,
            "vesting",
            _why_no_vesting(grant),
            f"write {RULE} with its own months, or [{{ on, shares }}, ...] day by day",
        )
    granted, canceled = grant.count("granted"), grant.count("canceled")
    if canceled and granted is not None:
        yield Missing(
            of,
            "shares",
            f"{canceled:,} of {granted:,} granted were canceled and are left out",
            "see that the vesting is that of the others",
        )
    dated = sum(each.shares for each in grant.exercises)
    if not units and (said := grant.count("exercised")) and said > dated:
        yield Missing(
            of,
            "lots",
            f"{said:,} were exercised, the files date {dated:,} of them",
            "import Form 3921 of the others, or write [[lots]] of the shares that are "
            "still held",
        )


def _why_no_vesting(grant: ImportedGrant) -> str:
    """Return what the files say of a vesting that cannot be written."""
    if grant.vesting and grant.shares is not None:
        listed = sum(grant.vesting.values())
        return f"the days listed add up to {listed:,} of {grant.shares:,}"
    start, words = grant.day("vesting_start"), grant.word("vesting_schedule")
    if words is not None:
        begins = f", from {start}" if start else ""
        return f"the files say {words!r}{begins}, which no mapping translates"
    if start is not None:
        return f"the files say that it begins on {start}, and no more"
    return ""


def missing_of_lot(
    name: str, grant: ImportedGrant, exercise: Exercise
) -> Iterator[Missing]:
    """Yield what a lot of a scenario needs and the files do not say."""
    of = f"lot {name} {exercise.on}"
    if exercise.value is None:
        yield Missing(
            of,
            "value_at_exercise",
            "",
            "write the fair market value of a share on that day: box 4 of Form 3921",
        )
    if not exercise.sold:
        yield Missing(
            of,
            "shares",
            f"{exercise.shares:,} were exercised, and no file says that any were sold",
            "write fewer if you sold or gave some",
        )
    if grant.vesting:
        vested = sum(n for day, n in grant.vesting.items() if day <= exercise.on)
        by_then = sum(e.shares for e in grant.exercises if e.on <= exercise.on)
        if by_then > vested:
            yield Missing(
                of,
                "vests_on",
                f"{by_then:,} were exercised by then and {vested:,} had vested",
                "write early_exercise of the grant, vests_on and election_83b of the "
                "lot",
            )
