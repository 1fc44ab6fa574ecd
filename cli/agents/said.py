"""What goes back to an agent: an answer, or an error that says what would be right."""

from typing import TYPE_CHECKING, Any

from isoplan.cli.agents.asked import WrongArguments
from isoplan.models.base.errors import (
    AuditFailure,
    InfeasiblePlan,
    IsoPlanError,
    NoPlanInTime,
    ScenarioErrors,
)
from isoplan.models.warnings.checked import problem_fields

if TYPE_CHECKING:
    from isoplan.cli.agents.call import Answer

NEXT = {
    WrongArguments: "Correct the call.",
    ScenarioErrors: "Correct these, or ask the user for what is missing; do not guess.",
    InfeasiblePlan: "Tell the user which limit is in the way, and ask what may give.",
    NoPlanInTime: "Allow more time with time_limit.",
    AuditFailure: "This is a defect of isoplan; no figure of it should be used.",
}
"""What to do about each error, beyond its own words."""


def answered(answer: "Answer") -> dict[str, Any]:
    """Return an answer as plain fields: the sentence, and what is behind it."""
    return {
        "is_error": False,
        "text": answer.sentence,
        "structured": {
            "answer": answer.sentence,
            "assumptions": {
                "left_out": answer.left_out,
                "otherwise": "What else is left out counts as none or zero.",
            },
            "warnings": list(answer.warnings),
            "result": answer.result,
        },
    }


def failed(error: Exception) -> dict[str, Any]:
    """Return an error as plain fields: what is wrong, and what would be right."""
    if not isinstance(error, IsoPlanError):
        return unanswered(
            f"This is a defect of isoplan, and no answer: {type(error).__name__}: "
            f"{error}"
        )
    problems = error.problems if isinstance(error, ScenarioErrors) else ()
    told = NEXT.get(type(error), "")
    return unanswered(
        "\n".join(filter(None, (str(error), told))),
        type(error).__name__,
        [problem_fields(each) for each in problems],
    )


def unanswered(
    text: str, kind: str = "Defect", problems: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return plain fields of an error.

    Args:
        text: What is wrong, and what would be right.
        kind: Name of the error.
        problems: Each with field, value, reason and remedy.
    """
    structured = {"error": kind, "message": text, "problems": problems or []}
    return {"is_error": True, "text": text, "structured": structured}
