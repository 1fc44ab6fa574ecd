"""Scripts in CBC's place: what a broken installation does, on any machine with sh."""

import stat
import sys
from pathlib import Path

import pulp

REAL = str(Path(pulp.PULP_CBC_CMD.pulp_cbc_path).resolve())

DAMAGED = """
import pathlib, struct
plan = pathlib.Path("plan.bin")
raw = bytearray(plan.read_bytes())
rows, columns = struct.unpack_from("2i", raw)
at = 16 + 16 * rows
no_number = float("nan")
{damage}
plan.write_bytes(raw)
"""

DAMAGES = {
    "nothing saved": "raw = b''",
    "cut short": "raw = raw[:-8]",
    "of another program": "struct.pack_into('2i', raw, 0, rows + 1, columns)",
    "a cost that is no number": "struct.pack_into('d', raw, 8, no_number)",
    "an infinite cost": "struct.pack_into('d', raw, 8, float('-inf'))",
    "a cost of its own making": "struct.pack_into('d', raw, 8, -1e6)",
    "amounts that are no numbers": (
        "struct.pack_into(f'{columns}d', raw, at, *[no_number] * columns)"
    ),
    "amounts out of their bounds": (
        "struct.pack_into(f'{columns}d', raw, at, *[-7e5] * columns)"
    ),
}
"""What a script can do to the plan that the real CBC has saved."""


def put(path: Path, script: str) -> None:
    """Put a shell script where CBC would be."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def put_damaging(path: Path, damage: str) -> None:
    """Put the real CBC there, whose saved plan a script then damages."""
    program = path.with_suffix(".py")
    program.write_text(DAMAGED.format(damage=DAMAGES[damage]), encoding="utf-8")
    put(
        path,
        f'"{REAL}" "$@" && [ -s plan.bin ] && "{sys.executable}" "{program}"; true',
    )
