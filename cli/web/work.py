"""What a process does for the page: reads, checks, edits, plans; all of it in memory.

Each task brings the text of its scenario along and leaves nothing behind. Answers are
tables that JSON can hold.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from isoplan.cli.batch.finished import FinishedBatch, OpenedHousehold
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.plan_report import PlanReport, plan_report, planned
from isoplan.cli.scenario_text.editing import NotEdited, as_toml, edited, values_of
from isoplan.cli.scenario_text.places import line_of
from isoplan.cli.tree_report.tree_report import TreeReport, tree_report
from isoplan.cli.web.answers import (
    answer_of,
    compared_of,
    moved_answer,
    outcomes_answer,
)
from isoplan.cli.web.clients import clients_of, opened_in, text_of
from isoplan.cli.web.dropped import NOTHING, with_dropped
from isoplan.cli.web.keeping import kept
from isoplan.cli.web.sliders import moved, sliders_of
from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.base.problems import Problem
from isoplan.models.branching.outcomes import is_uncertain
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import THE_SCENARIO, Scenario, scenario_of_text
from isoplan.models.situation import situation_of
from isoplan.models.warnings.branches import all_warnings
from isoplan.optimizer.firmness.branch_firmness import outcomes_with_firmness
from isoplan.optimizer.firmness.firmness import Asked
from isoplan.optimizer.firmness.solved_again import solved_again
from isoplan.optimizer.outcomes.recommend_outcomes import PlannedOutcomes
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.processes.serving import tell
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.scenarios import examples, story

Given = Mapping[str, Any]
Answer = dict[str, Any]

FILES = {
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ics": "text/calendar",
    ".json": "application/json",
}
"""What can be saved of a plan, by its ending."""
CORRECT = "Correct the scenario first."


def do(batch: FinishedBatch | None, task: tuple[str, Given], seconds: float) -> Answer:
    """Do one task, and return its answer.

    Args:
        batch: Whose clients are listed, if there is one.
        task: Its name and what it is given.
        seconds: That it may take.
    """
    name, given = task
    try:
        match name:
            case "check":
                return _checked(given["text"])
            case "edit":
                text = edited(given["text"], given["edits"])
                return {"text": text, **_checked(text)}
            case "read":
                text = as_toml(given["text"])
                return {"text": text, **_checked(text)}
            case "import":
                return _imported(given)
            case "keep":
                text = kept(given["text"], given["places"])
                return {"text": text, **_checked(text)}
            case "example":
                text = _example(given["name"])
                return {"text": text, **_checked(text)}
            case "schema":
                return _start()
            case "clients":
                return clients_of(batch)
            case "client":
                return _client(opened_in(batch, given["name"]))
            case "slide":
                return _slid(given, seconds)
            case _:
                return _planned(given["text"], seconds)
    except ScenarioErrors as error:
        found = _problems(error.problems, given.get("text", ""))
        return {"kind": "refused", "message": CORRECT, "problems": found}
    except IsoPlanError as error:
        return {"kind": "refused", "message": str(error), "problems": []}


def _start() -> Answer:
    """Return the form's schema, and the examples with their stories."""
    return {
        "schema": Scenario.model_json_schema(),
        "examples": [
            {"name": name, "story": story(path)} for name, path in examples().items()
        ],
    }


def _imported(given: Given) -> Answer:
    """Return a text with the spreadsheets that were dropped on it."""
    try:
        text, said = with_dropped(given["text"], given["files"])
    except ScenarioErrors as error:
        found = _problems(error.problems, given["text"])
        return {"kind": "refused", "message": NOTHING, "problems": found}
    return {"text": text, "imported": said, **_checked(text)}


def _example(name: str) -> str:
    path = examples().get(name)
    if path is None:
        raise NotEdited(f"there is no example {name!r}")
    return path.read_text(encoding="utf-8")


def _client(opened: OpenedHousehold) -> Answer:
    """Return a client's scenario, checked, and the answer of the batch's plan."""
    text, told = text_of(opened)
    answer = None
    if isinstance(opened.plan, OutcomesPlan):
        answer = outcomes_answer(opened.plan)
    elif opened.plan is not None:
        answer = answer_of(opened.plan)
    return {"text": text, **_checked(text), "told": told, "answer": answer}


def _checked(text: str) -> Answer:
    """Return what is wrong with a text, or looks odd, and what it holds."""
    answer: Answer = {"kind": "checked", "problems": [], "warnings": [], "sliders": []}
    try:
        answer["values"] = values_of(text)
    except ScenarioErrors as error:
        return {**answer, "values": None, "problems": _problems(error.problems, text)}
    try:
        scenario = scenario_of_text(text)
        answer["warnings"] = all_warnings(scenario)
        answer["sliders"] = sliders_of(scenario)
    except ScenarioErrors as error:
        answer["problems"] = _problems(error.problems, text)
    except IsoPlanError as error:
        answer["warnings"] = [str(error)]
    return answer


def _problems(problems: tuple[Problem, ...], text: str) -> list[Answer]:
    """Return problems with the lines on which they stand."""
    return [
        {
            "path": each.path,
            "line": line_of(each.path, text),
            "message": str(each).removeprefix(f"{THE_SCENARIO}: "),
        }
        for each in problems
    ]


def _limits(seconds: float) -> Limits:
    return Limits(time_limit_s=seconds).started()


def _progress(message: str) -> None:
    tell({"kind": "progress", "message": message})


def _warn(message: str) -> None:
    tell({"kind": "warning", "message": message})


def _slid(given: Given, seconds: float) -> Answer:
    """Return the plan in short with sliders moved: no forms, no firmness.

    Where its proof takes longer, tell one before: audited too, and how far it may be
    from the best.
    """
    scenario = moved(scenario_of_text(given["text"]), given["places"])
    limits = _limits(seconds)
    if is_uncertain(scenario):
        again = solved_again(scenario, limits, "auto")
        return {"kind": "slid", "answer": moved_answer(again, scenario)}
    situation = situation_of(scenario)

    def early(plan: Plan, _: EvaluatedSchedule) -> None:
        tell({"kind": "so_far", "answer": answer_of(plan)})

    plan, _ = solve_plan(situation, limits, early=early)
    return {"kind": "slid", "answer": answer_of(plan)}


def _planned(text: str, seconds: float) -> Answer:
    """Tell the plan in short as soon as there is one, then its report and its files."""
    scenario = scenario_of_text(text)
    asked = Asked("first", _limits(seconds), workers=0)
    if is_uncertain(scenario):
        return _written(_over_outcomes(scenario, asked))
    situation = situation_of(scenario)

    def ready(plan: Plan, _: EvaluatedSchedule) -> None:
        tell({"kind": "answer", "answer": answer_of(plan)})

    found = planned(situation, asked, _progress, _warn, compare=True, ready=ready)
    if found.comparison is not None:
        tell({"kind": "compared", "schedules": compared_of(found.comparison)})
    _progress("writing the report ...")
    return _written(plan_report(found, Letterhead(), _warn, open_forms=False))


def _over_outcomes(scenario: Scenario, asked: Asked) -> TreeReport:
    """Tell the plan of a future that parts in short, and return its report."""

    def ready(found: PlannedOutcomes) -> None:
        tell({"kind": "answer", "answer": outcomes_answer(found.plan)})

    found = outcomes_with_firmness(scenario, asked, _progress, ready)
    _progress("writing the report ...")
    return tree_report(found, Letterhead(), open_forms=False)


def _written(made: PlanReport | TreeReport) -> Answer:
    """Tell the report, and return all files."""
    contents = {ending: made.content(ending) for ending in FILES}
    tell({"kind": "report", "html": contents[".html"].decode("utf-8")})
    return {"kind": "done", "files": _files(contents)}


def _files(contents: Mapping[str, bytes]) -> list[Answer]:
    return [
        {
            "ending": ending,
            "type": FILES[ending],
            "content": b64encode(content).decode("ascii"),
        }
        for ending, content in contents.items()
    ]
