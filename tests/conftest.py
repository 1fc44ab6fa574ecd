"""What every test shares: the checkout's root, and how Hypothesis searches."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

import once_a_run

# The same examples on every run: a red build means that the code changed. To look for
# new ones: HYPOTHESIS_PROFILE=search .venv/bin/pytest
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# What runs tests in the background lets them, and all that they start, ignore Ctrl-C or
# the end of a terminal; tests of signals need both.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if os.name == "posix" and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Its assertions then show both sides, as those of tests do.
pytest.register_assert_rewrite("brute_force")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run, in the process that the user started."""
    if not hasattr(config, "workerinput"):
        once_a_run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End it."""
    if not hasattr(config, "workerinput"):
        once_a_run.end()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def room_for_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the terminal so wide that no line of a report is wrapped."""
    monkeypatch.setenv("COLUMNS", "400")
