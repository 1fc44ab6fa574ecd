"""How wide it is, and prose in that width."""

import pytest

from isoplan.cli.layout.width import fitting, terminal_width, wrapped


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


def test_an_address_stays_whole() -> None:
    """It is to be copied, though it is longer than a line."""
    address = "https://example.com/" + "a" * 60
    text = f"see {address} there"
    whole = wrapped(text, 60, breaks_words=False).split("\n")
    assert whole == ["see", address, "there"]
    assert max(map(len, wrapped(text, 60).split("\n"))) <= 60


def test_amounts_of_a_form_stay_one_below_the_other() -> None:
    """The gap before them shrinks; a name too long for it is wrapped."""
    long = "Mortgage interest and gifts of all kinds and more"
    lines = (
        f"  {'2a':<5}{'Standard deduction':<58}{'16,100.00':>18}",
        f"  {'':<5}{long:<58}{'-1.00':>18}",
    )
    assert fitting("\n".join(lines), 50).split("\n") == [
        "  2a   Standard deduction                16,100.00",
        "       Mortgage interest and gifts of all",
        "       kinds and more                        -1.00",
    ]


def test_lines_that_fit_are_left_alone() -> None:
    """Others are wrapped under their text."""
    text = "  plan       2026-01-02 to 2030-12-31, yearly, after_tax_value"
    assert fitting(text, 80) == text
    assert fitting(text, 45).split("\n") == [
        "  plan       2026-01-02 to 2030-12-31,",
        "             yearly, after_tax_value",
    ]
