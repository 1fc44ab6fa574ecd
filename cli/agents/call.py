"""One call of a tool, and what comes of it where all goes well."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from isoplan.cli.agents.asked import Arguments, OfResult, WrongArguments
from isoplan.cli.agents.assumed import left_out
from isoplan.cli.agents.sources import scenario_of
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.scenario import Scenario
from isoplan.models.warnings.branches import all_warnings
from isoplan.optimizer.solving.solution import Limits

Progress = Callable[[str], None]
"""Told in a few words what is going on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a call that went well.

    Attributes:
        sentence: The answer in words, first.
        left_out: Fields that were left out, with what holds in their place.
        warnings: What is allowed in the scenario but looks odd.
        result: What the command prints with ``--json``.
    """

    sentence: str
    left_out: dict[str, Any]
    warnings: tuple[str, ...]
    result: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool.

    Attributes:
        asked: Its arguments.
        folders: Those whose files may be read.
        progress: Told what is going on.
    """

    asked: Any
    folders: Sequence[Path]
    progress: Progress

    @property
    def limits(self) -> Limits:
        """Return when a search is to stop; the clock runs from now on."""
        return Limits(self.asked.time_limit, self.asked.gap).started()

    def scenario(self) -> Scenario:
        """Return the scenario."""
        return scenario_of(self.asked, self.folders)

    def answer(self, scenario: Scenario, sentence: str, result: BaseModel) -> Answer:
        """Return the answer, with so much of the result as is asked for."""
        whole = json.loads(result.model_dump_json())
        warnings = tuple(all_warnings(scenario))
        kept = _kept(whole, self.asked)
        return Answer(sentence, left_out(scenario), warnings, kept)


def _kept(whole: dict[str, Any], asked: Arguments) -> dict[str, Any]:
    """Return the fields of a result that are asked for.

    Raises:
        WrongArguments: If there is none of a name.
    """
    wanted = asked.fields if isinstance(asked, OfResult) else None
    if wanted is None:
        return whole
    unknown = [name for name in wanted if name not in whole]
    if unknown:
        reason = "which is no field of this result"
        raise WrongArguments(
            Problem("fields", shown(each), reason, named_remedy(each, whole, "fields"))
            for each in unknown
        )
    return {name: value for name, value in whole.items() if name in wanted}
