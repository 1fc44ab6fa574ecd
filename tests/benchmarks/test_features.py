"""Each feature that is measured on the sample is one, and a valid scenario."""

import tomllib

import pytest

from benchmarks.features import FEATURES, SAMPLE, with_fields


@pytest.mark.parametrize("name", list(FEATURES))
def test_a_feature_changes_the_sample(name: str) -> None:
    """All but the first, which is the sample as it stands."""
    fields = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    as_it_stands = with_fields(fields, {})
    changed = with_fields(fields, FEATURES[name])
    assert (changed == as_it_stands) == (name == "the sample")
