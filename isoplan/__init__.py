"""isoplan in Python: a file, a dict or a scenario in; a plan, a comparison or tax out.

Decides nothing and prints nothing::

    import isoplan

    plan = isoplan.plan("my_options.toml")
    print(plan)

The names in ``__all__`` are public, and no others. Importing the package is quick:
the law and the solver are imported with the first name that needs them.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isoplan._calls import compare, forms, frontier, plan, room, stress, tax
    from isoplan._files import batch, report
    from isoplan._sources import load_scenario
    from isoplan.cli.batch.summary import BatchSummary
    from isoplan.models.base.errors import (
        AuditFailure,
        FutureParts,
        InfeasiblePlan,
        IsoPlanError,
        NoPlanInTime,
        ScenarioErrors,
        SolverFailure,
        UnknownLawYear,
    )
    from isoplan.models.filing.filed_forms import FiledForms
    from isoplan.models.outcomes.frontier import Frontier
    from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
    from isoplan.models.outcomes.stress import Stress
    from isoplan.models.results.comparison import Comparison
    from isoplan.models.results.plan import Plan
    from isoplan.models.results.room import Room
    from isoplan.models.returns.tax_returns import TaxReturn, TaxReturns
    from isoplan.models.scenario import Scenario
    from isoplan.scenarios import examples

    __version__: str

__all__ = [
    "AuditFailure",
    "BatchSummary",
    "Comparison",
    "FiledForms",
    "Frontier",
    "FutureParts",
    "InfeasiblePlan",
    "IsoPlanError",
    "NoPlanInTime",
    "OutcomesPlan",
    "Plan",
    "Room",
    "Scenario",
    "ScenarioErrors",
    "SolverFailure",
    "Stress",
    "TaxReturn",
    "TaxReturns",
    "UnknownLawYear",
    "__version__",
    "batch",
    "compare",
    "examples",
    "forms",
    "frontier",
    "load_scenario",
    "plan",
    "report",
    "room",
    "stress",
    "tax",
]

_HERE = Path(__file__).resolve().parent
_IN_CHECKOUT = not (_HERE / "models").is_dir()

if _IN_CHECKOUT:  # there models/, optimizer/ and cli/ stand beside this folder
    __path__.append(str(_HERE.parent))

_HOMES = {
    "AuditFailure": "isoplan.models.base.errors",
    "BatchSummary": "isoplan.cli.batch.summary",
    "Comparison": "isoplan.models.results.comparison",
    "FiledForms": "isoplan.models.filing.filed_forms",
    "Frontier": "isoplan.models.outcomes.frontier",
    "FutureParts": "isoplan.models.base.errors",
    "InfeasiblePlan": "isoplan.models.base.errors",
    "IsoPlanError": "isoplan.models.base.errors",
    "NoPlanInTime": "isoplan.models.base.errors",
    "OutcomesPlan": "isoplan.models.outcomes.outcomes_plan",
    "Plan": "isoplan.models.results.plan",
    "Room": "isoplan.models.results.room",
    "Scenario": "isoplan.models.scenario",
    "ScenarioErrors": "isoplan.models.base.errors",
    "SolverFailure": "isoplan.models.base.errors",
    "Stress": "isoplan.models.outcomes.stress",
    "TaxReturn": "isoplan.models.returns.tax_returns",
    "TaxReturns": "isoplan.models.returns.tax_returns",
    "UnknownLawYear": "isoplan.models.base.errors",
    "batch": "isoplan._files",
    "compare": "isoplan._calls",
    "examples": "isoplan.scenarios",
    "forms": "isoplan._calls",
    "frontier": "isoplan._calls",
    "load_scenario": "isoplan._sources",
    "plan": "isoplan._calls",
    "report": "isoplan._files",
    "room": "isoplan._calls",
    "stress": "isoplan._calls",
    "tax": "isoplan._calls",
}
"""Where each public name is defined."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a public name when it is first used (PEP 562)."""
    if name == "__version__":
        found: Any = _version()
    elif name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'isoplan' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names too that are not imported yet."""
    return sorted({*__all__, *(name for name in globals() if name[:2] == "__")})


def _version() -> str:
    """Return the version: of the checkout, or of what is installed."""
    if _IN_CHECKOUT:
        import tomllib

        project = (_HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(project)["project"]["version"])
    from importlib.metadata import version

    return version("isoplan")
