"""The trees of the benchmark are what their names say."""

from benchmarks.fingerprint import of_scenario
from benchmarks.parts import Wanted, measured_on
from benchmarks.trees import chosen_trees, tree_names
from isoplan.models.branching.outcomes import outcomes_of


def test_a_name_says_how_many_outcomes_there_are() -> None:
    for name, tree in tree_names().items():
        words = name.split()
        wanted = int(words[1]) if words[0] != "story" else 4
        assert len(outcomes_of(tree.scenario)) == wanted
        assert tree.scenario.plan.decision_dates == (
            "yearly" if words[0] == "yearly" else "quarterly"
        )
        assert len(tree.scenario.grants) == 3


def test_the_beginning_of_a_name_chooses() -> None:
    names = [each.name for each in chosen_trees(["quarterly", "story CA"])]
    assert names == ["quarterly 9 federal", "quarterly 9 CA", "story CA"]
    assert len(chosen_trees([])) == len(tree_names())
    quick = [each.name for each in chosen_trees(Wanted().only) if each.is_quick]
    assert quick == ["quarterly 9 federal", "story federal"]


def test_a_row_knows_its_tree() -> None:
    tree = tree_names()["story federal"]
    found = measured_on("trees", "story federal", {})
    assert found is not None
    assert of_scenario(found[0]) == of_scenario(tree.scenario)
    assert measured_on("trees", "story nowhere", {}) is None
