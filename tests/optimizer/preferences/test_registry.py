"""Preferences are listed once, and no other source names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from isoplan.models.inputs.preferences import Preferences
from isoplan.optimizer.preferences.registry import PREFERENCES, expressed

FOLDERS = ("models", "optimizer", "cli")
AT_HOME = re.compile(r"models/inputs/preferences\.py|optimizer/preferences/\w+\.py")
NAMED = re.compile(rf"\b({'|'.join(Preferences.model_fields)})\b")


def naming(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the sources away from home that name a preference, and which."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            file = path.relative_to(root).as_posix()
            if AT_HOME.fullmatch(file):
                continue
            for name in NAMED.findall(path.read_text(encoding="utf-8")):
                yield file, name


def test_no_other_source_names_a_preference(root: Path) -> None:
    """The field is in ``models/inputs``, everything else in its class."""
    assert list(naming(root)) == []


def test_the_scan_sees_a_name(tmp_path: Path) -> None:
    """A scan that finds nothing anywhere would pass every tree."""
    (tmp_path / "optimizer" / "preferences").mkdir(parents=True)
    (tmp_path / "cli").mkdir()
    line = "limit = situation.preferences.whole_lots\n"
    (tmp_path / "optimizer" / "preferences" / "whole_lots.py").write_text(line)
    (tmp_path / "cli" / "check.py").write_text(line)
    assert list(naming(tmp_path)) == [("cli/check.py", "whole_lots")]


def test_each_field_has_its_class() -> None:
    """One class a field, in the fields' order."""
    assert [kind.name for kind in PREFERENCES] == list(Preferences.model_fields)


def test_each_class_has_its_file(root: Path) -> None:
    """The file is called by the field's name."""
    for kind in PREFERENCES:
        source = root / "optimizer" / "preferences" / f"{kind.name}.py"
        tree = ast.parse(source.read_text(encoding="utf-8"))
        classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
        assert kind.__name__ in classes


def test_what_is_expressed_is_what_is_given() -> None:
    """A class sees its field where the field counts as given, and nowhere else."""
    assert expressed(Preferences()) == ()
    some = Preferences(actions_per_year=2, whole_lots=True)
    assert tuple(each.name for each in expressed(some)) == some.given
    assert [each.as_written for each in expressed(some)] == [
        "preferences.actions_per_year = 2",
        "preferences.whole_lots = true",
    ]
