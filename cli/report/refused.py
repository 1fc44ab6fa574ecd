"""Why a report is not made: one error, with file, reason and remedy."""

from isoplan.models.base.errors import IsoPlanError


class ReportRefused(IsoPlanError):
    """A report cannot be made or written: its file, its logo, a missing package."""
