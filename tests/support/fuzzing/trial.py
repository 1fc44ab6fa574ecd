"""One scenario file put through the commands, and all that comes back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from fuzzing.facts import Fields
from fuzzing.files import json_text, toml_text
from isoplan.cli.main import main
from isoplan.models.base.errors import AuditFailure, SolverFailure
from isoplan.optimizer.solving.solution import SolverName

GAP = 0.01
"""Dollars from the best possible that a solve asks for."""
COMPARISON_VERSION = 3
"""Of the JSON of a comparison, as docs/json.md has it."""


@dataclass(frozen=True)
class Answer:
    """What a command did with a file.

    Attributes:
        code: Its exit code.
        stdout: What it printed.
        stderr: What it said.
        error: The error behind the exit code; None for none.
    """

    code: int
    stdout: str
    stderr: str
    error: BaseException | None

    @cached_property
    def json(self) -> Fields:
        """What was printed, as data."""
        return json.loads(self.stdout)


@dataclass
class Trial:
    """One scenario, and its answers as they are asked for.

    Attributes:
        fields: Of the file.
        folder: Where files may be written.
        seconds: Time limit of each solve.
        solver: The solver of the plan.
        also: Answers to changed files, by the change.
    """

    fields: Fields
    folder: Path
    seconds: float = 10.0
    solver: SolverName = "cbc"
    also: dict[str, "Trial"] = field(default_factory=dict)

    @cached_property
    def plan(self) -> Answer:
        """``isoplan plan FILE --json`` of the fields as TOML."""
        return self.ask("plan", toml_text(self.fields), "toml", self.solver)

    @cached_property
    def comparison(self) -> Answer:
        """``isoplan compare FILE --json`` of what ``to_dict`` gives back, as JSON."""
        from isoplan.models.scenario import checked_scenario

        text = json_text(checked_scenario(self.fields).to_dict())
        return self.ask("compare", text, "json", self.solver)

    @cached_property
    def other_plan(self) -> Answer:
        """The plan by the other solver."""
        other: SolverName = "priced" if self.solver == "cbc" else "cbc"
        return self.ask("plan", toml_text(self.fields), "toml", other)

    @cached_property
    def check(self) -> Answer:
        """``isoplan check FILE --json``."""
        return self._run("check", toml_text(self.fields), "toml", [])

    def changed(self, name: str, fields: Fields) -> "Trial":
        """The same with other fields, asked for once."""
        if name not in self.also:
            self.also[name] = Trial(fields, self.folder, self.seconds, self.solver)
        return self.also[name]

    def ask(self, command: str, text: str, ending: str, solver: SolverName) -> Answer:
        """Put a file through a command that solves."""
        limits = ["--time-limit", str(self.seconds), "--gap", str(GAP)]
        limits += ["--quick"] * (command == "plan")
        return self._run(command, text, ending, [*limits, "--solver", solver])

    def _run(self, command: str, text: str, ending: str, options: list[str]) -> Answer:
        file = self.folder / f"scenario.{ending}"
        file.write_text(text, encoding="utf-8")
        words = [command, str(file), "--json", *options]
        done: Result = CliRunner().invoke(main, words)
        raised = done.exc_info[1] if done.exc_info else None
        cause = raised.__cause__ if isinstance(raised, SystemExit) else raised
        return Answer(done.exit_code, done.stdout, done.stderr, cause)

    @property
    def planned(self) -> bool:
        """Whether there is a plan."""
        return self.plan.code == 0

    @property
    def verdict(self) -> str:
        """In a word what came back."""
        if isinstance(self.plan.error, AuditFailure | SolverFailure):
            return "failed"
        if self.planned:
            return verdict_of(self.plan.json)
        words = {1: "refused", 2: "wrong usage", 3: "infeasible", 4: "no plan in time"}
        return words.get(self.plan.code, "failed")


def verdict_of(plan: Fields) -> str:
    """What a plan claims, in words."""
    return str(plan["status"]).replace("_", " ")


def best(plan: Fields) -> float:
    """What no plan of its dates does better than, in fractions of shares or whole.

    That of whole shares alone may hold for one way to make them whole, so that plans of
    another search are held against this one.
    """
    return float(plan["proof"]["fractions_bound"])


def better(plan: Fields) -> Callable[[float, float], float]:
    """By how many dollars one objective is better than another."""
    if plan["objective"]["name"] == "after_tax_value":
        return lambda one, other: one - other
    return lambda one, other: other - one


def schedules(comparison: Fields) -> list[Any]:
    """The schedules beside the plan."""
    return comparison["schedules"][1:]
