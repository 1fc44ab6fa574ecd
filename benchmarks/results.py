"""The raw figures, as `results.json` keeps them: a row for each thing measured.

The page `RESULTS.md` is made of these rows. Each knows where it comes from, so that one
row can be measured anew without the others.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.provenance import Provenance

RESULTS = Path(__file__).with_name("results.json")

Found = dict[str, Any]
"""A dataclass of figures, as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured.

    Attributes:
        fingerprint: Of the instance it was measured on; empty if of no instance.
        run: Number of the run that measured it.
        found: The figures.
    """

    fingerprint: str
    run: int
    found: Found


@dataclass(slots=True)
class Results:
    """All rows, by part and name.

    Attributes:
        runs: Where rows come from; a row has a place in it.
        parts: Rows by name, by part.
    """

    runs: list[Provenance] = field(default_factory=list)
    parts: dict[str, dict[str, Row]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = RESULTS) -> Self:
        """Return what a file keeps; nothing if there is none."""
        if not path.is_file():
            return cls()
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            runs=[Provenance(**each) for each in kept["runs"]],
            parts={
                part: {name: Row(**row) for name, row in rows.items()}
                for part, rows in kept["parts"].items()
            },
        )

    def keep(
        self, part: str, name: str, found: Found, fingerprint: str, run: Provenance
    ) -> None:
        """Keep a row in place of an earlier one of its name."""
        if run not in self.runs:
            self.runs.append(run)
        row = Row(fingerprint, self.runs.index(run), found)
        self.parts.setdefault(part, {})[name] = row

    def drop(self, gone: Iterable[tuple[str, str]]) -> None:
        """Remove rows, by part and name."""
        for part, name in gone:
            del self.parts[part][name]

    def of(self, part: str) -> dict[str, Row]:
        """Return the rows of a part by name; none if it was never measured."""
        return self.parts.get(part, {})

    def commit(self, part: str, name: str) -> str:
        """Return the commit at which a row was measured."""
        return self.runs[self.of(part)[name].run].commit

    def write(self, path: Path = RESULTS) -> None:
        """Write the file, a row a line, without runs that no row comes from."""
        used = sorted(
            {row.run for rows in self.parts.values() for row in rows.values()}
        )
        place = {run: number for number, run in enumerate(used)}
        runs = [json.dumps(self.runs[run].as_table()) for run in used]
        parts = []
        for part, rows in self.parts.items():
            lines = [
                f"{json.dumps(name)}: {_line(row, place[row.run])}"
                for name, row in rows.items()
            ]
            parts.append(f"{json.dumps(part)}: {{\n{_indented(lines)}\n}}")
        text = f'{{\n"runs": [\n{_indented(runs)}\n],\n"parts": {{\n'
        text += ",\n".join(parts) + "\n}\n}\n"
        path.write_text(text, encoding="utf-8")


def _line(row: Row, run: int) -> str:
    kept = {"fingerprint": row.fingerprint, "run": run, "found": _short(row.found)}
    return json.dumps(kept)


def _indented(lines: list[str]) -> str:
    return ",\n".join(f" {line}" for line in lines)


def _short(value: Any) -> Any:  # noqa: ANN401
    """Return figures with ten significant digits: more than any clock or page has."""
    if isinstance(value, dict):
        return {key: _short(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_short(each) for each in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value
