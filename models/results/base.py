"""The base of every result that is printed as JSON."""

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A part of a result: fixed once made, nothing unnamed in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
