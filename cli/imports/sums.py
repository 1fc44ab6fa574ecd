"""Whether the shares of a grant add up, as far as the files tell them."""

from collections.abc import Iterator

from isoplan.cli.imports.facts import ImportedGrant
from isoplan.cli.imports.mapping import FieldName
from isoplan.models.base.problems import Problem


def sum_problems(grant: ImportedGrant) -> Iterator[Problem]:
    """Yield what does not add up: granted = exercised + outstanding + canceled."""
    granted = grant.count("granted")
    exercised, outstanding = grant.count("exercised"), grant.count("outstanding")
    canceled = grant.count("canceled")
    dated = sum(each.shares for each in grant.exercises)
    for exercise in grant.exercises if grant.word("kind") == "units" else ():
        yield exercise.records[0].problem(
            "exercised_on",
            f"while {grant.name!r} is an award of units, which nobody exercises",
            "correct its kind, or remove the row",
        )
    if granted == 0:
        yield _problem(grant, "granted", "so nothing was granted", "remove the row")
    if granted is not None and exercised is not None and outstanding is not None:
        parts = exercised + outstanding + (canceled or 0)
        if parts != granted:
            gone = f"{canceled:,} canceled" if canceled is not None else "none canceled"
            yield _problem(
                grant,
                "granted",
                f"while {exercised:,} exercised, {outstanding:,} outstanding and "
                f"{gone} are {parts:,}",
                "correct one of them"
                if canceled is not None
                else "correct one of them, or add a column of those canceled",
            )
    if exercised is not None and dated > exercised:
        yield _problem(
            grant,
            "exercised",
            f"while the exercises of the files add up to {dated:,}",
            "correct one of them",
        )
    yield from _of_days(grant, granted, dated)


def _of_days(
    grant: ImportedGrant, granted: int | None, dated: int
) -> Iterator[Problem]:
    """Yield what is wrong with shares by day, and with the grant's own days."""
    if granted is None:
        return
    for name in ("vested", "exercised", "outstanding", "canceled"):
        part = grant.count(name)
        if part is not None and part > granted:
            yield _problem(
                grant, name, f"more than the {granted:,} granted", "correct either"
            )
    vests = sum(grant.vesting.values())
    if vests > granted:
        yield _problem(
            grant,
            "granted",
            f"while its days of vesting add up to {vests:,}",
            "correct one of them",
        )
    if dated > granted and grant.count("exercised") is None:
        yield _problem(
            grant,
            "granted",
            f"while its exercises add up to {dated:,}",
            "correct one of them",
        )
    first, last = grant.day("granted_on"), grant.day("expires_on")
    if first is not None and last is not None and last <= first:
        yield _problem(
            grant,
            "expires_on",
            f"not after the day of grant, {first}",
            "correct either",
        )


def _problem(
    grant: ImportedGrant, field: FieldName, reason: str, remedy: str
) -> Problem:
    return grant.facts[field].record.problem(field, reason, remedy)
