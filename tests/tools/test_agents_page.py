"""The conversation of docs/agents.md is one that the server holds today."""

import pytest

from shown_output import IN_JSON, differences
from tools.agents_page import BEGIN, END, PAGE, held


@pytest.mark.slow
def test_the_conversation_is_that_of_today() -> None:
    """All but amounts is the same, and these as far as solvers round alike."""
    page = PAGE.read_text(encoding="utf-8")
    shown = page.split(BEGIN)[1].split(END)[0].strip().strip("`").strip()
    pairs = list(zip(shown.split("\n\n"), held().strip().split("\n\n"), strict=True))
    for ours, theirs in pairs[:-1]:  # the last is stopped at some word of progress
        assert differences(ours, theirs, IN_JSON) == []
    assert pairs[-1][1].endswith("-> cancel")
