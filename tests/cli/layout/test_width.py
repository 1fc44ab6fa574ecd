"""How wide it is, and prose in that width."""

import pytest

from isoplan.cli.layout.width import terminal_width, wrapped


@pytest.mark.parametrize(
    ("given", "width"),
    [("", 80), ("120", 120), ("20", 60), ("0", 80), ("wide", 80), ("-5", 80)],
)
def test_columns_of_the_environment(
    given: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The usual 80 without a terminal, and never fewer than 60."""
    monkeypatch.setenv("COLUMNS", given)
    assert terminal_width() == width


def test_prose_keeps_dates_and_amounts_whole() -> None:
    """Words alone go to the next line, under the text of the first."""
    text = "sell 2,500 on 2027-12-31 for -$1,234,567 or less"
    assert wrapped(text, 24, first="CASH  ", later="      ").split("\n") == [
        "CASH  sell 2,500 on",
        "      2027-12-31 for",
        "      -$1,234,567 or",
        "      less",
    ]


def test_prose_is_never_wider_than_is_read_well() -> None:
    """Each line of a text is wrapped by itself."""
    lines = wrapped("word " * 60 + "\nnext", 300).split("\n")
    assert max(map(len, lines)) == 99
    assert lines[-1] == "next"
    assert wrapped("", 80) == ""
