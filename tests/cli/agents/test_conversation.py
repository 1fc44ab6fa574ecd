"""``isoplan mcp``, as the SDK's own client sees it over standard streams."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from mcp.types import CallToolResult

from agent_talk import Conversation
from isoplan.cli.agents.asked import TOOLS
from isoplan.cli.main import COMMANDS, main

TIMES = {"proof", "firmness", "seconds"}
"""Fields of a result that hold times, or end with the time there is."""


def structured(answer: CallToolResult) -> dict[str, Any]:
    """Return the fields of an answer."""
    found: dict[str, Any] = answer.structured_content
    return found


def printed(*words: str) -> Any:
    """Return what a command prints with ``--json``."""
    done = CliRunner().invoke(main, [*words, "--json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def untimed(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result without what a clock decides."""
    return {name: value for name, value in result.items() if name not in TIMES}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan", ["plan"]),
        ("compare", ["compare"]),
        ("room", ["room"]),
        ("forms", ["forms", "--year", "2026"]),
        ("stress", ["stress", "--paths", "20", "--volatility", "0.4"]),
    ],
)
def test_a_tool_returns_what_its_command_prints(
    name: str, words: list[str], talk: Conversation
) -> None:
    """With ``--json``: from a file, from fields, from text."""
    answer = talk.answers[name]
    assert not answer.is_error
    expected = printed(words[0], str(talk.folder / "sample.json"), *words[1:])
    assert untimed(structured(answer)["result"]) == untimed(expected)


def test_other_scenarios_are_put_beside_the_first(talk: Conversation) -> None:
    """As ``isoplan compare`` does with several files; all mistakes come at once."""
    found = structured(talk.answers["others"])["result"]["scenarios"]
    assert [each["file"] for each in found] == ["scenario", "the same again"]
    first, second = (each["plan"]["after_tax_value"] for each in found)
    assert first == second
    assumed = structured(talk.answers["others"])["assumptions"]["left_out"]
    assert assumed["the same again: plan.discount_rate"] == 0.04
    answer = talk.answers["wrong others"]
    assert answer.is_error
    paths = [each["path"] for each in structured(answer)["problems"]]
    assert paths.count("plan") == 2
    assert "others" in paths


def test_a_plan_is_put_beside_an_earlier_one(talk: Conversation) -> None:
    """As with ``--against``; a file that holds none is named."""
    against = structured(talk.answers["against"])["result"]["against"]
    assert against["earlier_start"] == talk.fields["plan"]["start"]
    answer = talk.answers["no plan"]
    assert answer.is_error
    assert "not a plan" in answer.content[0].text


def test_paths_are_planned_anew(talk: Conversation) -> None:
    """As with ``--replan``, and it is told how many are done."""
    result = structured(talk.answers["replanned"])["result"]
    assert result["replanned"]
    assert any("2 of 2" in words for words in talk.progress["replanned"])


def test_the_mean_is_weighed_against_the_worst(talk: Conversation) -> None:
    """Where the future parts; where it does not, the remedy is told."""
    result = structured(talk.answers["frontier"])["result"]
    assert 1 <= len(result["points"]) <= 2
    answer = talk.answers["no outcomes"]
    assert answer.is_error
    assert "add [[branches]] or [uncertainty]" in answer.content[0].text


def test_check_tells_what_holds_for_what_is_left_out(talk: Conversation) -> None:
    """The assumptions come with every answer; a state that nobody gave is none."""
    found = structured(talk.answers["check"])
    assert found["result"]["valid"]
    for name in ("check", "plan", "compare", "room", "forms", "stress"):
        assumed = structured(talk.answers[name])["assumptions"]["left_out"]
        assert assumed["plan.discount_rate"] == 0.04
        assert assumed["household.state"] is None
        assert "plan.start" not in assumed
        assert "household.wages" not in assumed


def test_tax_takes_fields_and_text(talk: Conversation) -> None:
    """One entry a household-year, as ``isoplan tax --json`` prints it."""
    (entry,) = structured(talk.answers["tax"])["result"]
    assert entry["outputs"]["regular_tax"] == 51_304
    assert talk.answers["tax"].content[0].text.startswith("2026 single: regular tax")
    assert not talk.answers["tax as TOML"].is_error


def test_the_answer_comes_first_in_words(talk: Conversation) -> None:
    """A sentence, then the same fields as text, for clients that read no others."""
    for name, answer in talk.answers.items():
        first, second = (each.text for each in answer.content)
        assert "{" not in first, name
        assert json.loads(second) == answer.structured_content
    plan = talk.answers["plan"].content[0].text
    assert plan.startswith("First, on 2026-")
    assert "After tax: $" in plan
    assert "Proven" in plan


def test_progress_is_told(talk: Conversation) -> None:
    """In the words of the command line."""
    assert any("solving" in words for words in talk.progress["plan"])
    assert talk.progress["room"] == []


def test_fields_limit_what_comes_back(talk: Conversation) -> None:
    """A model reads no more than it asked for."""
    result = structured(talk.answers["some fields"])["result"]
    assert set(result) == {"options", "federal"}


@pytest.mark.parametrize(
    ("name", "paths", "words"),
    [
        ("wrong", {"plan.start", "plan.last_year", "household", "market"}, "is 'May'"),
        ("wrong arguments", {"time_limit", "depht"}, "did you mean 'depth'?"),
        ("wrong year", {"year"}, "1999"),
        ("outside", {"file"}, "in no folder that is open"),
    ],
)
def test_all_problems_come_at_once(
    name: str, paths: set[str], words: str, talk: Conversation
) -> None:
    """Each with field, reason and remedy; the model can correct itself."""
    answer = talk.answers[name]
    assert answer.is_error
    found = structured(answer)
    assert {each["path"] for each in found["problems"]} == paths
    assert all(each["reason"] and each["remedy"] for each in found["problems"])
    assert words in answer.content[0].text
    what_next = "do not guess" if name == "wrong" else "Correct the call."
    assert what_next in answer.content[0].text


def test_unknown_names_get_the_near_one(talk: Conversation) -> None:
    """Of a tool, a prompt and a resource."""
    assert "did you mean 'plan'?" in talk.answers["no such tool"].content[0].text
    assert talk.answers["no such tool"].is_error
    prompt, page = talk.refused
    assert "'intake'" in prompt
    assert "isoplan://examples/" in page


def test_tools_are_the_commands_and_say_that_nothing_is_invented(
    talk: Conversation,
) -> None:
    """Each has a schema with a meaning for every argument, and changes nothing."""
    tools = talk.listed["tools"]
    assert [tool.name for tool in tools] == list(TOOLS)
    assert set(TOOLS) <= set(COMMANDS)
    for tool in tools:
        assert "Never invent" in tool.description
        assert tool.annotations.read_only_hint
        for field in tool.input_schema["properties"].values():
            assert field["description"]


def test_every_page_is_read(talk: Conversation) -> None:
    """The schema is the command's; every field has a line; examples are whole."""
    assert len(talk.read) == len(talk.listed["resources"]) + 1
    assert all(len(text) > 100 for text in talk.read.values())
    schema = json.loads(talk.read["isoplan://schema/scenario"])
    assert schema == json.loads(CliRunner().invoke(main, ["schema"]).stdout)
    fields = talk.read["isoplan://fields/scenario"]
    for table in (schema, *schema["$defs"].values()):
        for name in table.get("properties", {}):
            assert f"- `{name}` (" in fields
    assert "granted_on" in talk.read["isoplan://examples/series_b_engineer"]
    assert "I have 500 options." in talk.read["intake"]
