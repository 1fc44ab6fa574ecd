"""What tells choices apart, one by one and as arrays."""

from datetime import date

import pytest

from isoplan.optimizer.columns.choices import NEVER, PLAIN, Choice, ChoiceFlag, Choices

DAY = date(2026, 1, 2)
FLAGS = (
    PLAIN,
    ChoiceFlag.ELECTED_83B,
    ChoiceFlag.GIVEN,
    ChoiceFlag.ELECTED_83B | ChoiceFlag.GIVEN,
)


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("sold_on", [None, date(2027, 1, 3)], ids=str)
def test_a_choice_survives_the_arrays(sold_on: date | None, flags: ChoiceFlag) -> None:
    """Flags come back by name; a share never sold has no day, only a code in arrays."""
    choice = Choice(3, DAY, sold_on, flags)
    choices = Choices.of([choice])
    (back,) = choices
    assert back == choice
    assert isinstance(back.way, ChoiceFlag)
    assert (choices.sold[0] == NEVER) == (sold_on is None)
    assert choices.way.dtype.kind == "i"


def test_which_choices_have_a_flag() -> None:
    """Each flag by itself, whatever the other."""
    choices = Choices.of(Choice(0, DAY, None, flags) for flags in FLAGS)
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    assert elected.tolist() == [False, True, False, True]
    assert choices.having(ChoiceFlag.GIVEN).tolist() == [False, False, True, True]
