"""Which isoplan works here: a digest that a change of the source changes, alone."""

from pathlib import Path

from isoplan.optimizer.processes.installed import Installed, installed, source_digest


def written(folder: Path, **files: str) -> dict[str, Path]:
    """Write files of source, and return their folder as a digest takes it."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content.encode())
    return {"models": folder}


def test_a_change_of_code_or_of_a_figure_is_another_source(tmp_path: Path) -> None:
    """So is a file more, and a name."""
    digests = {
        source_digest(written(tmp_path / str(number), **files))
        for number, files in enumerate(
            (
                {"a_py": "x = 1\n", "b_toml": "y = 2\n"},
                {"a_py": "x = 2\n", "b_toml": "y = 2\n"},
                {"a_py": "x = 1\n", "b_toml": "y = 3\n"},
                {"a_py": "x = 1\n", "c_toml": "y = 2\n"},
                {"a_py": "x = 1\ny = 2\n"},
            )
        )
    }
    assert len(digests) == 5


def test_where_it_stands_and_what_is_beside_it_does_not_count(tmp_path: Path) -> None:
    """Nor how lines end, what an editor hides, or what Python keeps."""
    one = written(tmp_path / "one", a_py="x = 1\n")
    other = written(tmp_path / "other", a_py="x = 1\r\n", a_pyc="kept", a_js="page")
    (other["models"] / ".#a.py").symlink_to("gone")
    assert source_digest(one) == source_digest(other)


def test_this_isoplan_is_looked_at_whole() -> None:
    """Code and figures; and its words are short."""
    here = installed()
    assert installed() is here
    assert here.in_words == f"isoplan {here.version} (source {here.digest[:12]})"
    assert Installed("", "").in_words == "no isoplan"
    assert Installed("1.0", "").in_words == "isoplan 1.0 (other source)"
