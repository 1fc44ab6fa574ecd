"""Packages that only a report needs: imported when one is made, missed in one line."""

from importlib import import_module
from types import ModuleType

from isoplan.cli.report.refused import ReportRefused


def needed(module: str, ending: str) -> ModuleType:
    """Import a package of the extra ``report``.

    Args:
        module: Its name in code.
        ending: Of the file that needs it, named in the message.

    Raises:
        ReportRefused: If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ReportRefused(
            f"a {ending} file needs the package {module}, which is not installed or "
            f"cannot be loaded: {error}; run pip install 'isoplan[report]'"
        ) from error
