"""Packages that only a report needs: imported when one is made, missed in one line."""

from importlib import import_module
from types import ModuleType

from isoplan.cli.report.refused import ReportRefused

PACKAGES = {".html": "jinja2", ".xlsx": "xlsxwriter", ".ics": "icalendar"}
"""What writes the files of an ending; all of the extra ``report``."""


def needed(ending: str) -> ModuleType:
    """Import the package that writes the files of an ending.

    Raises:
        ReportRefused: If it is not installed.
    """
    package = PACKAGES[ending]
    try:
        return import_module(package)
    except ImportError as error:
        raise ReportRefused(
            f"a {ending} file needs the package {package}, which is not installed or "
            f"cannot be loaded: {error}; run pip install 'isoplan[report]'"
        ) from error
