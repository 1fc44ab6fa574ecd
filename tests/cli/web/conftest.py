"""One server for all tests of the page that do not end it."""

from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="pip install 'isoplan[web]' for the page")
pytest.importorskip("uvicorn", reason="as for starlette")
pytest.importorskip("tomlkit", reason="as for starlette")

from served_page import Server, served


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with served() as running:
        yield running
