"""What leaves the checkout: container, workflow, site, source distribution."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ELSEWHERE = re.compile(r"<(?:link|script|img)[^>]+(?:href|src)=\"(?:https?:)?//[^\"]+")
LOADED_BY_STYLE = re.compile(r"url\([\"']?https?:|@import[^;]*https?:")


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> list[str]:
    """The Dockerfile's instructions, a line each."""
    text = (root / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and line[0] != "#"]


def test_the_container_runs_as_a_user(dockerfile: list[str]) -> None:
    """The last stage has the wheel alone, a user, and the command."""
    stages = [n for n, line in enumerate(dockerfile) if line.startswith("FROM ")]
    assert len(stages) == 2
    assert all("slim" in dockerfile[place] for place in stages)
    last = dockerfile[stages[-1] :]
    assert "USER isoplan" in last
    assert any("useradd --uid 10001" in line for line in last)
    assert 'ENTRYPOINT ["isoplan"]' in last
    assert last.index("USER isoplan") < last.index('ENTRYPOINT ["isoplan"]')
    copied = [line.split()[1] for line in last if line.startswith("COPY ")]
    assert copied == ["--from=build", "constraints.txt"]


def test_the_container_gets_what_the_wheel_is_built_of(root: Path) -> None:
    """Each package folder and each file of the build, and neither .git nor .venv."""
    lines = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    folders = set(project["tool"]["setuptools"]["package-dir"].values())
    needed = folders | {"pyproject.toml", "setup.py", "README.md", "LICENSE"}
    assert lines[0] == "*"
    assert {f"!{name}" for name in needed} <= set(lines)
    assert all((root / line[1:]).exists() for line in lines if line[0] == "!")


def test_the_workflow_runs_every_python_that_is_promised(root: Path) -> None:
    """On Linux, macOS and Windows, and the checks by targets that there are."""
    text = (root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert [each.split("-")[0] for each in matrix["os"]] == [
        "ubuntu",
        "macos",
        "windows",
    ]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        each.rsplit(" ", 1)[1]
        for each in project["project"]["classifiers"]
        if re.search(r"Python :: 3\.\d+$", each)
    ]
    assert matrix["python"] == named
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for step in jobs["check"]["steps"]:
        for target in step.get("run", "").removeprefix("make ").split():
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_a_release_publishes_what_was_checked(root: Path) -> None:
    """Notes first, then all checks; the files that the targets wrote, no password."""
    text = (root / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    assert steps[0].startswith('python3 -m tools.release_notes "$GITHUB_REF_NAME"')
    assert steps[1] == "make check"
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for folder in ("dist", "build/sdist"):
        assert folder in steps[2]
        assert f"--outdir {folder} ." in makefile
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "password" not in str(jobs)


def test_every_page_is_in_the_site(root: Path) -> None:
    """Under the heading where a reader looks for it, once."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    named = re.findall(r"([\w-]+\.md)$", text, re.MULTILINE)
    pages = sorted(path.name for path in (root / "docs").glob("*.md"))
    assert sorted(named) == pages


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """What the site is built of, in a folder of its own."""
    shutil.copytree(root / "docs", tmp_path / "docs")
    (tmp_path / "tools").mkdir()
    for name in ("mkdocs.yml", "tools/site_links.py"):
        shutil.copy(root / name, tmp_path / name)
    return tmp_path


def built(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Build a site as make site does: with --quiet no warning would be heard."""
    call = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_site_loads_nothing_from_elsewhere(copied: Path) -> None:
    """No script, no style, no picture, no font."""
    done = built(copied)
    assert done.returncode == 0, done.stderr
    site = copied / "build" / "site"
    for page in site.rglob("*.html"):
        assert not ELSEWHERE.search(page.read_text(encoding="utf-8")), page.name
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not LOADED_BY_STYLE.search(text), style.name


@pytest.mark.slow
@pytest.mark.parametrize("link", ["nowhere.md", "cash.md#nowhere"])
def test_a_dead_link_fails_the_site(link: str, copied: Path) -> None:
    """A page that is not there, and a heading that is not there."""
    with (copied / "docs" / "room.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[gone]({link})\n")
    done = built(copied)
    assert done.returncode != 0
    assert "nowhere" in done.stderr + done.stdout
