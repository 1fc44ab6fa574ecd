"""The table of closed days is that of the package `holidays`."""

from tools.closed_days import FILE, page


def test_the_table_is_not_stale() -> None:
    """`python -m tools.closed_days` would write what is there."""
    stale = f"{FILE.name} is stale: run `python -m tools.closed_days`"
    assert FILE.read_text(encoding="utf-8") == page(), stale
