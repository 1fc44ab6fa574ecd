"""Python's search for cycles of garbage, left out where all that is made stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles of garbage, over and over.

    Importing makes thousands of classes, and a file of many households millions of
    small tables, that all stay in use; going through them as they grow takes a tenth to
    a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
