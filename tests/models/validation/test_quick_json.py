"""JSON read the quick way is what Python's own parser reads, and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.validation import reading
from isoplan.models.validation.reading import read_data

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


@given(VALUES, st.sampled_from([None, 1]))
@example({"a": 1e400, "b": -0.0, "c": 10**30, "d": 0.1 + 0.2}, None)
@example({"a:b": "c:d", "": {":": [":"]}}, 1)
def test_every_value_is_read_alike(data: object, indent: int | None) -> None:
    """Numbers to the last bit, and of their own type; colons in texts and keys too."""
    text = json.dumps(data, indent=indent)
    assert repr(reading._json(text)) == repr(json.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '[{"a" : 1, "a":2}]',
        '{"b": {"a": 1, "c": ["x:y"], "a": 2}}',
        '{"b": [[{"a":1,"a":1}]], "d": ":"}',
    ],
)
def test_no_key_wins_in_silence(text: str, tmp_path: Path) -> None:
    """However deep, whatever stands beside it, and however it is written."""
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioErrors, match="has the key 'a' twice in one table"):
        read_data(file)
