"""The conversation of docs/agents.md is one that the server holds today."""

import re

import pytest

from tools.agents_page import BEGIN, END, PAGE, held

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.mark.slow
def test_the_conversation_is_that_of_today() -> None:
    """Words agree, and numbers within a percent: solvers round a few shares."""
    page = PAGE.read_text(encoding="utf-8")
    shown = page.split(BEGIN)[1].split(END)[0].strip().strip("`").strip()
    pairs = list(zip(shown.split("\n\n"), held().strip().split("\n\n"), strict=True))
    for ours, theirs in pairs[:-1]:  # the last is stopped at some word of progress
        words = [" ".join(NUMBER.sub("#", text).split()) for text in (ours, theirs)]
        assert words[0] == words[1], theirs
        numbers = [
            [float(each.replace(",", "")) for each in NUMBER.findall(text)]
            for text in (ours, theirs)
        ]
        assert numbers[0] == pytest.approx(numbers[1], rel=0.01, abs=20)
    assert pairs[-1][1].endswith("-> cancel")
