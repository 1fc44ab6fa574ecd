"""Reading household-years from a TOML or JSON file.

The file holds one of::

    {"inputs": {...}}               one household-year, or its inputs alone
    {"cases": [{"inputs": ...}]}    several, also as a plain list
    {"chains": [{"years": [...]}]}  households followed from year to year

Other keys, such as an expected result, may stand beside ``inputs``, never inside.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import FailFast, TypeAdapter, ValidationError

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import MOST_PROBLEMS, Problem, first_problems, shown
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.validation.file_text import source_name
from isoplan.models.validation.pydantic_messages import explained
from isoplan.models.validation.reading import read_data
from isoplan.models.validation.renamed_keys import RENAMED_KEYS

Read = TypeVar("Read")

ONCE_A_CHAIN = (
    "minimum_tax_credit",
    "state_minimum_tax_credit",
    "loss_carryover",
    "small_business_gain.used",
    "small_business_gain.amt_used",
)
GAINS = ("short_term_gain", "long_term_gain")
_A_SLIP = 0.85
"""Least likeness of a known name and a slip of it."""

SCENARIO_TABLES = frozenset({"plan", "household"})
"""Tables that every scenario file has, and no household-year."""

LISTS = frozenset({"cases", "chains"})
_USUAL_KEYS = frozenset({"id", "inputs", "outputs"})
"""Keys of an entry of a list; outputs are read by nobody."""

OF_A_CHAIN = ("year", "filing_status", "state")
THE_FILE = "the file"
UNKNOWN_FIELD = "is not a field of the scenario file"


@dataclass(frozen=True, slots=True)
class Case:
    """One household-year of a file.

    Attributes:
        label: Its ``id``, as in the file; None if it has none.
        given: Its inputs, as in the file.
        household: The same, checked.
    """

    label: object
    given: Mapping[str, Any]
    household: HouseholdYear


@dataclass(frozen=True, slots=True)
class Chain:
    """One household, followed from year to year.

    Attributes:
        label: Its ``id``, as in the file; None if it has none.
        years: In order, without a gap.
    """

    label: object
    years: tuple[Case, ...]

    @property
    def carries_losses(self) -> bool:
        """Whether losses are still to be carried: gains do not include them yet."""
        return not any(year.household.losses_are_included for year in self.years)


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """What a file holds: cases, or chains."""

    cases: tuple[Case, ...] = ()
    chains: tuple[Chain, ...] = ()


def load_households(path: Path) -> HouseholdFile:
    """Read the household-years of a file.

    Raises:
        ScenarioErrors: With everything that is wrong with it.
    """
    return checked_households(read_data(path), source_name(path))


def checked_households(data: object, source: Path | str) -> HouseholdFile:
    """Return the household-years in what a file holds.

    Args:
        data: Tables and lists, as read.
        source: The file, or what else is named in each message.

    Raises:
        ScenarioErrors: With everything that is wrong with them.
    """
    reader = _Reader()
    found = reader.households(data)
    if reader.problems:
        problems = first_problems(reader.problems, reader.more)
        raise ScenarioErrors(replace(problem, file=str(source)) for problem in problems)
    return found


@dataclass(slots=True)
class _Reader:
    """Reads all it can, and collects what is wrong."""

    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def households(self, data: object) -> HouseholdFile:
        if isinstance(data, dict) and data.keys() >= SCENARIO_TABLES:
            reason = "is a scenario, not a household-year"
            remedy = "use isoplan plan or isoplan check with it"
            self.problems.append(Problem(THE_FILE, "", reason, remedy, ""))
            return HouseholdFile()
        if isinstance(data, list):
            return HouseholdFile(cases=self._cases(data, ""))
        if isinstance(data, dict) and not data.keys().isdisjoint(LISTS):
            self._refuse_inputs_beside(data, "", "the list", None)
        if isinstance(data, dict) and "chains" in data:
            if "cases" in data:
                self._refuse(
                    "cases",
                    data["cases"],
                    "but chains are given too",
                    "put them in a file of their own",
                )
            return HouseholdFile(
                chains=self._each(data["chains"], "chains", self._chain)
            )
        if isinstance(data, dict) and "cases" in data:
            return HouseholdFile(cases=self._cases(data["cases"], "cases"))
        case = self._case(data, "")
        return HouseholdFile(cases=(case,) if case else ())

    def _cases(self, items: object, path: str) -> tuple[Case, ...]:
        """Return the household-years of a list; one by one if any has a mistake."""
        at_once = _without_mistake(items)
        return self._each(items, path, self._case) if at_once is None else at_once

    def _each(
        self, items: object, path: str, read: Callable[[object, str], Read | None]
    ) -> tuple[Read, ...]:
        """Return what can be read of a list."""
        if not isinstance(items, list):
            remedy = "put it in brackets: [ ... ]"
            self._refuse(path, items, "which is not a list", remedy)
            return ()
        if not items:
            reason = "where at least one entry is needed"
            self._refuse(path, items, reason, "add one")
        found = [read(item, f"{path}[{place}]") for place, item in enumerate(items)]
        return tuple(each for each in found if each is not None)

    def _chain(self, item: object, path: str) -> Chain | None:
        if not isinstance(item, dict) or "years" not in item:
            reason, remedy = "which has no years", 'write { "id": ..., "years": [...] }'
            self._refuse(path, item, reason, remedy)
            return None
        label = item.get("id")
        self._refuse_inputs_beside(item, path, "years", label, but=OF_A_CHAIN)
        common = {name: item[name] for name in OF_A_CHAIN if name in item}

        def year(each: object, where: str) -> Case | None:
            return self._case(each, where, label, common)

        known = len(self.problems)
        chain = Chain(label, self._each(item["years"], f"{path}.years", year))
        if len(self.problems) == known:
            self._check_chain(chain, f"{path}.years")
        return chain

    def _case(
        self,
        item: object,
        path: str,
        label: object = None,
        common: Mapping[str, Any] | None = None,
    ) -> Case | None:
        """Return a household-year.

        Args:
            item: As in the file.
            path: Where it stands.
            label: ``id`` of its chain.
            common: What its chain gives for all years; None outside a chain.
        """
        if not isinstance(item, dict):
            remedy = 'write { "inputs": { "year": ..., "filing_status": ..., ... } }'
            self._refuse(path, item, "which is not a table", remedy, label)
            return None
        label = item.get("id", label)
        if "inputs" not in item:
            given = {name: value for name, value in item.items() if name != "id"}
            return self._read(given, given, path, label, common or {})
        inputs, path = item["inputs"], f"{path}.inputs".lstrip(".")
        if not isinstance(inputs, dict):
            remedy = "write its fields one by one"
            self._refuse(path, inputs, "which is not a table", remedy, label)
            return None
        of_year = OF_A_CHAIN if common is not None else ()
        self._refuse_inputs_beside(
            item, path.removesuffix("inputs").rstrip("."), "inputs", label, but=of_year
        )
        if common is not None:
            own = {name: item[name] for name in OF_A_CHAIN if name in item}
            common = {**common, **own}
        return self._read(inputs, inputs, path, label, common or {})

    def _refuse_inputs_beside(
        self,
        item: Mapping[str, Any],
        path: str,
        beside: str,
        label: object,
        but: Collection[str] = (),
    ) -> None:
        """Refuse inputs of a year where nothing would read them.

        Args:
            item: A table that holds the inputs in a table or list of its own.
            path: Where it stands.
            beside: What it holds them in.
            label: Of the household.
            but: Names that may stand here.
        """
        renamed = RENAMED_KEYS["HouseholdYear"]
        known = HouseholdYear.model_fields.keys() | renamed.keys()
        for name, value in item.items():
            if name in {"id", "inputs", "outputs", "years", "cases", "chains"}:
                continue
            meant = name if name in known else _nearly(name, known)
            if meant is not None and name not in but and value is not None:
                self._refuse(
                    f"{path}.{name}",
                    value,
                    f"but stands beside {beside}, where it would be ignored",
                    f"put {renamed.get(meant, meant)} into each year's inputs",
                    label,
                )

    def _read(
        self,
        given: Mapping[str, Any],
        inputs: Mapping[str, Any],
        path: str,
        label: object,
        common: Mapping[str, Any],
    ) -> Case | None:
        """Return a household-year, what its chain says filled in."""
        for name in common.keys() & inputs.keys():
            if common[name] != inputs[name]:
                reason = f"but beside the inputs it is {shown(common[name])}"
                where = f"{path}.{name}"
                self._refuse(where, inputs[name], reason, "keep one of them", label)
        try:
            household = HouseholdYear.model_validate({**common, **inputs})
        except ValidationError as error:
            if len(self.problems) < MOST_PROBLEMS:
                self.problems += _problems(error, inputs, path, label)
            else:
                self.more += error.error_count()
            return None
        return Case(label, given, household)

    def _check_chain(self, chain: Chain, path: str) -> None:
        """See that a chain's years fit together."""
        for place, (before, case) in enumerate(pairwise(chain.years), start=1):
            where, year = f"{path}[{place}]", case.household.year
            if year != before.household.year + 1:
                reason = (
                    f"but the year before it in the chain is {before.household.year}"
                )
                remedy = "give every year once, in order, without a gap"
                self._refuse(f"{where}.year", year, reason, remedy, chain.label)
            for name in ONCE_A_CHAIN:
                value = _given(case, name)
                if value is not None:
                    reason = "but a chain carries it from year to year"
                    remedy = "give it in the first year alone"
                    self._refuse(
                        f"{where}.inputs.{name}",
                        value,
                        reason,
                        remedy,
                        chain.label,
                    )
        if not chain.carries_losses:
            self._check_gains(chain, path)

    def _check_gains(self, chain: Chain, path: str) -> None:
        """See that all years of a chain mean the same by a gain."""
        for place, case in enumerate(chain.years):
            for name in GAINS:
                if not case.household.losses_are_included and case.given.get(name):
                    reason = (
                        f"but other years of the chain give {name}_regular, which "
                        "includes losses carried in"
                    )
                    where = f"{path}[{place}].inputs.{name}"
                    remedy = "use one of the two names in all years"
                    value = case.given[name]
                    self._refuse(where, value, reason, remedy, chain.label)

    def _refuse(
        self, path: str, value: object, reason: str, remedy: str, label: object = None
    ) -> None:
        self.problems.append(
            Problem(
                path.lstrip(".") or THE_FILE,
                shown(value),
                reason,
                remedy,
                _owner(label),
            )
        )


def _without_mistake(items: object) -> tuple[Case, ...] | None:
    """Return the household-years of a list, all checked in one go.

    Returns:
        None where an entry is written in another way than most, or has a mistake.
    """
    if not isinstance(items, list) or not items:
        return None
    for item in items:
        if not (isinstance(item, dict) and item.keys() <= _USUAL_KEYS):
            return None
        if not isinstance(item.get("inputs"), dict):
            return None
    given = [item["inputs"] for item in items]
    try:
        households = _households().validate_python(given)
    except ValidationError:
        return None
    labels = [item.get("id") for item in items]
    return tuple(map(Case, labels, given, households))


@cache
def _households() -> TypeAdapter[list[HouseholdYear]]:
    """Return what checks a list of household-years; the first mistake ends it."""
    return TypeAdapter(Annotated[list[HouseholdYear], FailFast()])


def _problems(
    error: ValidationError, inputs: Mapping[str, Any], path: str, label: object
) -> list[Problem]:
    """Return what is wrong with the inputs of one household-year."""
    return [
        replace(
            problem,
            path=f"{path}.{problem.path}".lstrip("."),
            reason=problem.reason.replace(UNKNOWN_FIELD, "is not a known input"),
            owner=_owner(label),
        )
        for problem in explained(error, inputs, HouseholdYear)
    ]


def _nearly(name: str, known: Collection[str]) -> str | None:
    """Return the known name that a name of a file is a slip of, or None.

    Stricter than a suggestion: other keys may stand here, such as ``sales``.
    """
    return next(iter(get_close_matches(name, known, n=1, cutoff=_A_SLIP)), None)


def _given(case: Case, name: str) -> object:
    """Return an input of a household-year by its dotted name, or None."""
    value: object = case.given
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _owner(label: object) -> str:
    return "" if label is None else str(label)
