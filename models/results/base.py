"""The base of every result that is printed as JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A part of a result: fixed once made, nothing unnamed in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain fields, the same that ``--json`` prints."""
        return self.model_dump(mode="json")
