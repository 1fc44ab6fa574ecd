"""Finished paths as files, so that a run that was stopped goes on where it was."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from isoplan.optimizer.processes import kept_files
from isoplan.optimizer.processes.installed import installed
from isoplan.optimizer.stress.replanning import Base, LivedPath

KEY_LENGTH = 16
"""Characters of a key that files are named after."""


class KeptPaths:
    """Finished paths in a folder, a file each; those of other runs are left alone.

    Attributes:
        folder: Where; nothing is kept without one.
        key: Of all that a path depends on.
    """

    def __init__(self, folder: Path | None, base: Base, version: str) -> None:
        """Make the folder, if it is not there.

        Args:
            folder: Where; None to keep nothing.
            base: What all paths share.
            version: Of the program.

        Raises:
            FolderRefused: If it cannot be made.
        """
        self.folder, self.key = folder, key_of(base, version)
        if folder is not None:
            kept_files.made_folder(folder, "paths")

    def known(self, path: int) -> LivedPath | None:
        """Return a path that was finished before; None if there is none to be read."""
        if self.folder is None:
            return None
        try:
            fields = json.loads(self._file(path).read_text(encoding="utf-8"))
            return LivedPath(**fields)
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, found: LivedPath) -> None:
        """Write a finished path, whole or not at all; one that failed is tried again.

        Raises:
            FolderRefused: If it cannot be written.
        """
        if self.folder is None or found.why:
            return
        file = self._file(found.path)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        kept_files.write_whole(file, json.dumps(asdict(found)).encode("utf-8"), draft)

    def _file(self, path: int) -> Path:
        assert self.folder is not None
        return self.folder / f"{self.key}-{path}.json"


def key_of(base: Base, version: str) -> str:
    """Return a key of all that a path depends on, but its number."""
    simulation = base.simulation
    told = {
        "version": version,
        "source": installed().digest,
        "scenario": base.scenario.to_dict(),
        "known": [[str(day), seen.to_dict()] for day, seen in base.known],
        "first": sorted(
            [
                choice.tranche,
                str(choice.exercised_on),
                str(choice.sold_on),
                int(choice.way),
                shares,
            ]
            for choice, shares in base.first.items()
        ),
        "volatility": {str(name): v for name, v in simulation.volatility.items()},
        "failure": {str(name): chance for name, chance in simulation.failure.items()},
        "seed": simulation.seed,
        "solver": base.solver,
        "gap": base.limits.gap_dollars,
        "seconds": base.limits.time_limit_s,
    }
    return kept_files.key_of(told)[:KEY_LENGTH]
