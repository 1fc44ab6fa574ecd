"""Many paths, each planned anew every January: here, in processes, or on a cluster."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from isoplan.models.base.errors import NoPlanInTime
from isoplan.models.outcomes.stress import FailedPath, Stress
from isoplan.optimizer.pricing.common_schedules import CommonSchedule
from isoplan.optimizer.processes.jobs import Job, cores
from isoplan.optimizer.processes.spread import spread
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.kept_paths import KeptPaths
from isoplan.optimizer.stress.replanning import (
    Base,
    LivedPath,
    as_outcomes,
    lived,
)
from isoplan.optimizer.stress.stress import Stressed, with_schedule

LIVED_PATHS = 200
"""How many are planned anew each January where nobody says."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where paths are lived, and kept.

    Attributes:
        scheduler: Address of a Dask scheduler; processes of this machine without one.
        workers: Processes; 0 for none of their own.
        folder: Where finished paths are kept, if anywhere.
        version: Of the program, which kept paths belong to.
    """

    scheduler: str | None = None
    workers: int | None = None
    folder: Path | None = None
    version: str = ""


def replanned(
    stressed: Stressed,
    where: Where,
    limits: Limits,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Stressed:
    """Return a stress with one schedule more: planned anew each January.

    Args:
        stressed: The same paths, followed blindly.
        where: Where the work is done, and kept.
        limits: Of each plan.
        solver: Which solver is asked first.
        progress: Told how many paths are done, and of a worker that cannot help.

    Raises:
        NoPlanInTime: If no path was finished.
        FolderRefused: If paths cannot be kept.
        ClusterRefused: If the cluster cannot be used.
    """
    done: list[LivedPath] = []
    tell = progress or (lambda _: None)
    every = sum(len(start.paths) for start in stressed.starts)
    by_name: dict[str, list[LivedPath]] = {}
    for start in stressed.starts:
        base = Base(
            start.scenario,
            start.first,
            stressed.simulation,
            solver,
            limits,
            start.known,
        )
        kept = KeptPaths(where.folder, base, where.version)
        known = [kept.known(path) for path in start.paths]
        found = {each.path: each for each in known if each is not None}
        left = [path for path in start.paths if path not in found]
        tell(_progress(len(done) + len(found), every))
        for each in _lived(base, left, where, tell):
            kept.keep(each)
            found[each.path] = each
            tell(_progress(len(done) + len(found), every))
        done += found.values()
        by_name.setdefault(start.name, []).extend(found.values())
    begins_as = {start.name: start.begins_as for start in stressed.starts}
    for name, paths in by_name.items():
        paths.sort(key=lambda each: each.path)
        stressed = _added(stressed, name, begins_as[name], paths)
    return stressed


def _lived(
    base: Base, paths: Sequence[int], where: Where, tell: Callable[[str], None]
) -> Iterator[LivedPath]:
    """Yield each path once it is lived, whichever is ready first."""
    workers = cores() if where.workers is None else where.workers
    for path, answer in spread(
        Job(lived, base, _lost("time was over"), _lost),
        {path: path for path in paths},
        _failed,
        scheduler=where.scheduler,
        workers=0 if len(paths) == 1 else workers,
        tell=tell,
    ):
        yield replace(answer, path=path)


def _lost(why: str) -> LivedPath:
    """Return a path that could not be lived, and why."""
    return LivedPath(-1, None, why=why)


def _failed(error: BaseException) -> LivedPath:
    return _lost(f"{type(error).__name__}: {error}")


def _added(
    stressed: Stressed, name: str, begins_as: str, paths: list[LivedPath]
) -> Stressed:
    """Return a stress with the schedule of all paths that did not fail."""
    good = [each for each in paths if not each.why]
    failed = tuple(FailedPath(path=p.path, why=p.why) for p in paths if p.why)
    if not good:
        raise NoPlanInTime(f"no path could be planned anew: {failed[0].why}")
    schedule = CommonSchedule(name, {}, _note(good))
    places = [each.path for each in good]
    added = with_schedule(stressed, begins_as, schedule, as_outcomes(good), places)
    before = stressed.stress
    told: dict[str, object] = {"failed_paths": (*before.failed_paths, *failed)}
    told["replanned_one_path" if before.replanned else "replanned"] = name
    result: Stress = added.stress.model_copy(update=told)
    return replace(added, stress=result)


def _note(paths: list[LivedPath]) -> str:
    """Return in how many years of all paths something could not be had."""
    without = sum(each.years_without for each in paths)
    helped = sum(each.years_helped for each in paths)
    said = []
    if without:
        said.append(
            f"in {without} years no schedule kept all limits: the plan before went on"
        )
    if helped:
        said.append(
            f"in {helped} years none did before the tax of the year before was paid, "
            "so that it was paid in January, and from elsewhere what cash lacked"
        )
    return "; ".join(said)


def _progress(done: int, paths: int) -> str:
    return f"planned anew each January: {done} of {paths} paths"
