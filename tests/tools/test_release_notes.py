"""Tests of what is said of a release, and of what is none."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.release_notes import NotReleasable, release_notes

PROJECT = '[project]\nversion = "1.2.0"\n'
CHANGES = (
    "# Changelog\n\n## [1.2.0] - 2027-01-31\n\n- New.\n\n## [1.1.0] - 2026-12-01\n"
)


def test_release_notes_are_those_of_the_version() -> None:
    """Nothing of the version before, whichever is last."""
    assert release_notes("v1.2.0", PROJECT, CHANGES) == "- New.\n"
    last = CHANGES.partition("## [1.1.0]")[0]
    assert release_notes("v1.2.0", PROJECT, last) == "- New.\n"


@pytest.mark.parametrize(
    ("tag", "changes", "why"),
    [
        ("v1.3.0", CHANGES, "the tag is v1.3.0, pyproject.toml has version 1.2.0"),
        ("1.2.0", CHANGES, "the tag is 1.2.0, pyproject.toml has version 1.2.0"),
        ("v1.2.0", CHANGES.replace("2027-01-31", "Unreleased"), "1.2.0 Unreleased;"),
        ("v1.2.0", CHANGES.replace(" - 2027-01-31", ""), "1.2.0 not at all;"),
        ("v1.2.0", CHANGES.replace("[1.2.0]", "[1.2.1]"), "has no heading of 1.2.0"),
    ],
)
def test_a_release_without_its_version_is_refused(
    tag: str, changes: str, why: str
) -> None:
    """Tag, project and changelog name one version, with its date."""
    with pytest.raises(NotReleasable, match=re.escape(why)):
        release_notes(tag, PROJECT, changes)


def test_an_unreleased_version_ends_the_workflow(root: Path) -> None:
    """Exit code 1 and a sentence, no traceback."""
    call = [sys.executable, "-m", "tools.release_notes", "v0.0.0"]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Not released: the tag is v0.0.0, ")
    assert not done.stdout
