"""What to branch on: what has cost much, or is seen to cost much."""

import time
from math import inf, nan

import numpy as np
import pytest

from isoplan.optimizer.solving import branching
from isoplan.optimizer.solving.branching import Branch, Branching
from isoplan.optimizer.solving.master import Master, Relaxed
from priced_beside_cbc import numbered, program_for

CENT = 0.01
SMALL = 2
"""Number of a random scenario some of whose binaries are fractions at first."""


@pytest.fixture
def master() -> Master:
    """A master whose relaxation is solved."""
    return Master(program_for(numbered(SMALL)))


@pytest.fixture
def found(master: Master) -> Relaxed:
    """Its relaxation."""
    _, relaxed = master.relax(time.monotonic() + 60.0, inf, 1e-4)
    assert relaxed is not None
    return relaxed


def fractions(master: Master, found: Relaxed) -> np.ndarray:
    """Return the places of binaries that are fractions."""
    values = found.amounts[master.law.binaries]
    return np.flatnonzero(np.abs(values - np.rint(values)) > 1e-6)


def unknown(places: np.ndarray) -> np.ndarray:
    """Return that nobody knows by how much their amounts are misstated."""
    return np.full(len(places), inf)


def seen(branching: Branching, place: int, zero: float, one: float) -> None:
    """Remember twice, at one half, what zero and one have cost (dollars)."""
    for _ in range(2):
        for side, gain in enumerate((zero, one)):
            branching.learn(Branch(place, 0.5, (0.0, 0.0)), side, gain)


def test_what_was_seen_is_expected_again(master: Master) -> None:
    """A cost for each whole step: at one quarter, zero costs half of that at a half."""
    known = Branching(master)
    seen(known, 0, 10.0, 40.0)
    gains = known.expected(np.array([0]), np.array([0.25]))
    assert gains[:, 0] == pytest.approx([5.0, 60.0])


def test_the_average_of_all_stands_in_for_what_was_never_seen(master: Master) -> None:
    """As long as nothing was seen it is a dollar."""
    known = Branching(master)
    place, half = np.array([1]), np.array([0.5])
    assert known.expected(place, half)[:, 0] == pytest.approx([0.5, 0.5])
    seen(known, 0, 10.0, 30.0)
    assert known.expected(place, half)[:, 0] == pytest.approx([20.0, 20.0])


@pytest.mark.parametrize(("gain", "value"), [(inf, 0.5), (nan, 0.5), (5.0, 0.0)])
def test_what_tells_nothing_is_not_learned(
    gain: float, value: float, master: Master
) -> None:
    """A side without a plan, and one where the relaxation is already."""
    known = Branching(master)
    known.learn(Branch(0, value, (0.0, 0.0)), 0, gain)
    assert not known.seen.any()
    assert not known.sums.any()


def test_tolerances_are_no_gain(master: Master) -> None:
    """A bound that seems to fall has not risen."""
    known = Branching(master)
    known.learn(Branch(0, 0.5, (0.0, 0.0)), 0, -1e-7)
    assert known.sums[0, 0] == 0.0
    assert known.seen[0, 0] == 1


def test_the_greatest_product_is_chosen(
    master: Master, found: Relaxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sides must cost something; what is known is not tried."""
    known = Branching(master)
    places = fractions(master, found)[:3]
    monkeypatch.setattr(known, "tried", None)
    for place, gains in zip(
        places, [(0.0, 900.0), (20.0, 30.0), (1.0, 5.0)], strict=True
    ):
        seen(known, int(place), *gains)
    chosen = known.choice(found, places, unknown(places))
    value = found.amounts[master.law.binaries][places[1]]
    assert chosen.place == places[1]
    assert chosen.value == value
    assert chosen.gains == pytest.approx((40.0 * value, 60.0 * (1.0 - value)))


def test_the_only_one_is_taken_untried(
    master: Master, found: Relaxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to choose."""
    known = Branching(master)
    monkeypatch.setattr(known, "tried", None)
    places = fractions(master, found)[-1:]
    assert known.choice(found, places, unknown(places)).place == places[0]


def test_a_trial_says_no_more_than_the_whole_way(
    master: Master, found: Relaxed
) -> None:
    """Over the columns in use, of which more can only make it cheaper."""
    known = Branching(master)
    place = int(fractions(master, found)[0])
    few = known.tried(place, found.cost)
    basis = master.basis()
    for side in (0.0, 1.0):
        all_the_way = master.tried(int(master.law.binaries[place]), side, 10_000)
        assert 0.0 <= few[int(side)] <= all_the_way - found.cost + CENT
        master.restore(basis)


def test_some_are_tried_and_learned_of(
    master: Master, found: Relaxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than so many; the relaxation stands where it stood."""
    monkeypatch.setattr(branching, "MOST_TRIED", 2)
    known = Branching(master)
    places = fractions(master, found)
    assert len(places) > 2
    chosen = known.choice(found, places, unknown(places))
    assert chosen.place in places
    assert np.count_nonzero(known.seen.max(axis=0)) == 2
    again, _ = master.relax(time.monotonic() + 60.0, inf, 1e-4)
    assert again == pytest.approx(found.cost, abs=CENT)


def test_what_misstates_most_is_tried_first(
    master: Master, found: Relaxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as a binary was never branched on, that is all that is known of it."""
    monkeypatch.setattr(branching, "MOST_TRIED", 1)
    known = Branching(master)
    places = fractions(master, found)
    wrong = np.full(len(places), 5.0)
    wrong[1], wrong[2] = 400.0, inf
    known.choice(found, places, wrong)
    assert np.flatnonzero(known.seen.max(axis=0)).tolist() == [places[1]]
    seen(known, int(places[1]), 0.0, 0.0)
    known.choice(found, places, wrong)
    assert np.count_nonzero(known.seen.max(axis=0)) == 2
