"""A slider's place written into the scenario: edits of its text, exact or none.

The edits are what differs between the scenario and the one that the plan was found for;
afterwards the text must hold that one, to the last digit.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from isoplan.cli.scenario_text.editing import NotEdited, edited
from isoplan.cli.web.sliders import moved
from isoplan.models.scenario import scenario_of_text
from isoplan.optimizer.firmness.by_hand import with_changes

Edit = dict[str, Any]
NOT_EXACT = (
    "this place cannot be written as fields of the scenario, to the last digit; change "
    "them by hand"
)


def kept(text: str, places: Mapping[str, float]) -> str:
    """Return a text with the places of its sliders written into its fields.

    Args:
        text: Of a scenario, TOML.
        places: By the names of the sliders.

    Raises:
        ScenarioErrors: If the scenario cannot be like that, its own schedules included.
        NoSuchPlace: If it has no such slider, or that no such place.
        NotEdited: If fields cannot say it exactly, or the text has to be changed by
            hand.
    """
    scenario = scenario_of_text(text)
    before, after = with_changes(scenario, ()), moved(scenario, places)
    edits = list(_edits(before.to_dict(), after.to_dict(), ()))
    changed = edited(text, edits) if edits else text
    if with_changes(scenario_of_text(changed), ()) != after:
        raise NotEdited(NOT_EXACT)
    return changed


def _edits(before: Any, after: Any, path: tuple[str | int, ...]) -> Iterator[Edit]:  # noqa: ANN401 - of any field
    """Yield the edits that make one value of another, field by field."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _edits(before.get(name), after.get(name), (*path, name))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            raise NotEdited(NOT_EXACT)
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _edits(one, other, (*path, place))
    elif after is None and before is not None:
        yield {"path": list(path)}
    elif before != after:
        if isinstance(after, float) and after.is_integer():
            after = int(after)
        yield {"path": list(path), "value": after}
