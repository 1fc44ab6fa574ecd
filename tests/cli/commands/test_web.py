"""`isoplan web`: what is refused before a page is served, and an office's password."""

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from batch_folder import run as batch_run
from batch_folder import small_folder
from isoplan.cli.commands import web as command
from isoplan.cli.main import main

PASSWORD = "correct horse battery"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have been served; nothing is."""
    pytest.importorskip("uvicorn", reason="pip install 'isoplan[web]'")
    from isoplan.cli.web import serving

    made: list[Any] = []

    def serve(served: Any, tell: Any, *, browse: bool) -> None:
        del tell
        made.append((served, browse))

    monkeypatch.setattr(serving, "serve", serve)
    return made


def run(*words: str, typed: str = "") -> Any:
    return CliRunner().invoke(main, ["web", *words], input=typed)


def test_alone_it_serves_this_computer_and_opens_a_browser(calls: list[Any]) -> None:
    """No password, a port that is free."""
    assert run().exit_code == 0
    [(served, browse)] = calls
    assert (served.listen, served.port, served.password) == ("127.0.0.1", 0, "")
    assert browse


def test_an_office_needs_a_password(calls: list[Any], tmp_path: Path) -> None:
    """From a file or typed; the message says that nothing is encrypted."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\nnot this\n", encoding="utf-8")
    done = run("--listen", "0.0.0.0", "--password-file", str(file))
    assert "not encrypted" in " ".join(done.stderr.split())
    typed = run("--listen", "10.0.0.7", typed=f"{PASSWORD}\n")
    assert done.exit_code == typed.exit_code == 0
    assert [served.password for served, _ in calls] == [PASSWORD, PASSWORD]
    assert not any(browse for _, browse in calls)


@pytest.mark.parametrize(
    ("words", "typed", "said", "code"),
    [
        (["--listen", "10.0.0.7"], "short\n", "has 5 letters", 1),
        (
            ["--listen", "10.0.0.7", "--password-file", "no/such"],
            "",
            "cannot be read",
            1,
        ),
        (["--password-file", "x"], "", "goes with --listen", 2),
        (["--clients", "none"], "", "none: it holds no results of isoplan batch", 1),
        (
            ["--clients", "none", "--listen", "10.0.0.7"],
            "",
            "everybody who has the password would see every client",
            2,
        ),
        (["--port", "70000"], "", "0<=x<=65535", 2),
        (["--time-limit", "0"], "", "not in the range", 2),
    ],
)
def test_what_is_refused(
    words: list[str], typed: str, said: str, code: int, calls: list[Any]
) -> None:
    """In a line, before anything is served."""
    done = run(*words, typed=typed)
    assert done.exit_code == code
    assert said in " ".join(done.stderr.split())
    assert calls == []


def test_the_clients_of_a_batch_are_listed(calls: list[Any], tmp_path: Path) -> None:
    """Of the folder that it wrote; none without one."""
    batch_run(small_folder(tmp_path / "clients", 1), tmp_path / "results")
    done = run("--clients", str(tmp_path / "results"))
    assert done.exit_code == run().exit_code == 0
    batches = [served.batch for served, _ in calls]
    assert [row.household for row in batches[0].rows()] == ["h0"]
    assert batches[0].folder == (tmp_path / "clients").resolve()
    assert batches[1] is None


@pytest.mark.parametrize("package", sorted(command.PACKAGES))
def test_a_missing_package_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what installs it."""
    monkeypatch.setitem(sys.modules, package, None)
    done = run("--no-browser")
    assert done.exit_code == 1
    assert "run pip install 'isoplan[web]'" in " ".join(done.stderr.split())


def test_an_address_that_is_not_this_computer_s(tmp_path: Path) -> None:
    """It is refused by name, with what would be right."""
    pytest.importorskip("uvicorn", reason="pip install 'isoplan[web]'")
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    done = run("--listen", "192.0.2.1", "--password-file", str(file))
    assert done.exit_code == 1
    assert "192.0.2.1:0 cannot be listened on" in " ".join(done.stderr.split())
