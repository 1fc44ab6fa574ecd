"""What binaries hold to their values, and how a relaxation states it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from isoplan.optimizer.program.program import THOUSAND, Program


@dataclass(frozen=True, slots=True)
class SwitchedAmounts:
    """The amounts that binaries hold to their values.

    Attributes:
        first: Place of the first of these binaries among all.
        atoms: Number of each one's atom.
        owner: Which of them each term belongs to.
        places: Variable of each term.
        parts: Coefficient of each term.
    """

    first: int
    atoms: np.ndarray
    owner: np.ndarray
    places: np.ndarray
    parts: np.ndarray

    @classmethod
    def of(cls, program: Program, place: Mapping[str, int]) -> Self:
        """Return those of a program, whose variables have these places."""
        terms = [
            (owner, place[variable.name], part)
            for owner, switch in enumerate(program.switches)
            for variable, part in switch.written.items()
        ]
        table = np.array(terms, float).reshape(-1, 3)
        return cls(
            first=sum(each is not None for each in program.elections),
            atoms=np.array([switch.atom for switch in program.switches], int),
            owner=table[:, 0].astype(int),
            places=table[:, 1].astype(int),
            parts=table[:, 2],
        )

    def stated(self, amounts: np.ndarray) -> np.ndarray:
        """Return each amount as a relaxation states it (dollars)."""
        paid = self.parts * amounts[self.places]
        return np.bincount(self.owner, paid, minlength=len(self.atoms)) * THOUSAND
