"""A conversation with the server, held once for all tests that look at it."""

import pytest

from agent_talk import Conversation, hold


@pytest.fixture(scope="package")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    """All that the tests of the protocol look at."""
    return hold(tmp_path_factory.mktemp("open"))
