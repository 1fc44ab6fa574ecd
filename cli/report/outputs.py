"""The files of a report: their endings, and writing them whole or not at all."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from isoplan.cli.report.extra import PACKAGES, needed
from isoplan.cli.report.refused import ReportRefused
from isoplan.models.base.problems import listed

ENDINGS = (".html", ".xlsx", ".ics", ".csv", ".json")
"""What a report can be, by the ending of its file."""
NO_CALENDAR = "a comparison has no days of its own; leave the .ics file out"


def checked_outputs(
    files: Sequence[Path],
    *,
    force: bool,
    days: bool,
    endings: Sequence[str] = ENDINGS,
) -> None:
    """Look at the files before anything is solved: nobody waits for a refusal.

    Args:
        files: To be written.
        force: Whether files that exist may be overwritten.
        days: Whether there will be days for a calendar.
        endings: How their names may end.

    Raises:
        ReportRefused: With everything that is wrong, a line each; or with a package
            that is missing.
    """
    refusals = (
        _refusal(file, force=force, days=days, endings=endings) for file in files
    )
    found = [why for why in refusals if why]
    found += [
        f"{file}: it is named twice; name another file"
        for at, file in enumerate(files)
        if file.absolute() in {other.absolute() for other in files[:at]}
    ]
    if found:
        raise ReportRefused("\n".join(found))
    for ending in sorted(PACKAGES.keys() & {f.suffix.lower() for f in files}):
        needed(ending)


def _refusal(file: Path, *, force: bool, days: bool, endings: Sequence[str]) -> str:
    """Return why a file cannot be written, or nothing."""
    ending = file.suffix.lower()
    if ending not in endings:
        is_a = f"{ending!r} is no kind of report" if ending else "it has no ending"
        if len(endings) == 1:
            is_a = f"{ending!r} is not {endings[0]!r}" if ending else "it has no ending"
            return f"{file}: {is_a}; end it with {endings[0]}"
        return f"{file}: {is_a}; end it with one of {listed(endings)}"
    if ending == ".ics" and not days:
        return f"{file}: {NO_CALENDAR}"
    if file.is_dir():
        return f"{file}: it is a folder; name a file in it"
    if file.exists() and not force:
        return (
            f"{file}: it exists already, and is not overwritten; name another file, "
            "or add --force"
        )
    if not file.parent.is_dir():
        return f"{file}: there is no folder {file.parent}; create it first"
    if not os.access(file.parent, os.W_OK):
        return f"{file}: nothing may be written in {file.parent}; name another folder"
    return ""


def write_all(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Write all files: the first one takes its name when all are complete.

    Args:
        contents: By file.
        force: Whether files that exist may be overwritten.

    Raises:
        ReportRefused: If one cannot be written. No half of a file is left.
    """
    drafts = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in contents}
    file = next(iter(contents), Path())
    try:
        for file, content in contents.items():
            with drafts[file].open("xb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
        for file, draft in drafts.items():
            if not force and file.exists():
                raise FileExistsError(0, "it has come into being meanwhile")
            draft.replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportRefused(
            f"{file}: it cannot be written: {why}; name another file"
        ) from error
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()
