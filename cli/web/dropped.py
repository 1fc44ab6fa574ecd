"""Spreadsheets dropped on the page, imported into the text that it shows."""

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from isoplan.cli.imports.importing import imported
from isoplan.cli.imports.summary import parts
from isoplan.cli.scenario_text.editing import NotEdited
from isoplan.models.scenario import THE_SCENARIO

NOTHING = "Nothing was imported: correct the files, or the scenario."


def with_dropped(
    text: str, files: Sequence[Mapping[str, str]]
) -> tuple[str, list[dict[str, Any]]]:
    """Return a text with what files hold, and what to say of it, part by part.

    Args:
        text: Of the scenario, TOML.
        files: Each with its ``name`` and its ``content``, in base 64.

    Raises:
        ScenarioErrors: With everything that contradicts, or cannot be read.
        NotAdded: If the text has to be changed by hand.
        NotEdited: If a file did not arrive whole, or two have one name.
    """
    contents: dict[str, bytes] = {}
    for each in files:
        name = each["name"]
        if name in contents:
            raise NotEdited(f"two files are called {name}; rename one")
        try:
            contents[name] = b64decode(each["content"], validate=True)
        except (binascii.Error, ValueError):
            raise NotEdited(f"{name} did not arrive whole; drop it again") from None
    if not contents:
        raise NotEdited("there is no file to import")
    found = imported(contents, None, text, THE_SCENARIO)
    said = [{"heading": head, "lines": list(lines)} for head, lines in parts(found)]
    return found.text, said
