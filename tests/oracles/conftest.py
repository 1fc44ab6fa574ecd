"""A case of the oracle files, as the state rules take it."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.tax.states.state_return import StateReturn
from oracle_filers import forms_of


@pytest.fixture(scope="session")
def state_forms() -> Callable[[dict[str, Any]], StateReturn]:
    """Return a function from a case's inputs to the forms of its state."""
    return forms_of
