"""Form 8949: the box, the broker's basis, and what puts it right."""

import pytest

from isoplan.models.tax.forms.form_8949 import (
    BrokerReports,
    box,
    form_8949_row,
    told_of,
)


def row(
    reports: BrokerReports = "basis",
    *,
    basis: float = 2_560.0,
    paid: float = 460.0,
    excluded: float = 0.0,
    long_term: bool = False,
) -> tuple[str, float, str, float, float]:
    """Return box and columns (e) to (h) of a sale for 3,640 dollars."""
    found = form_8949_row(
        3_640.0,
        basis,
        paid,
        excluded=excluded,
        long_term=long_term,
        reports=reports,
    )
    return (
        found.box,
        found.reported_basis,
        found.code,
        found.adjustment,
        found.gain,
    )


def test_a_wrong_basis_is_put_right_in_column_g() -> None:
    """Published: Form 8949 instructions, code B with box A or D.

    Column (e) keeps what the Form 1099-B shows, however wrong.
    """
    assert row() == ("A", 460.0, "B", -2_100.0, 1_080.0)
    assert row(long_term=True) == ("D", 460.0, "B", -2_100.0, 1_080.0)


@pytest.mark.parametrize(
    ("reports", "short", "long"), [("proceeds", "B", "E"), ("nothing", "C", "F")]
)
def test_without_a_reported_basis_the_right_one_stands(
    reports: BrokerReports, short: str, long: str
) -> None:
    """Published: Form 8949 instructions: the correct basis in (e), and -0- in (g).

    Code B is for a wrong basis in box 1e; here that box is taken for empty.
    """
    assert row(reports) == (short, 2_560.0, "", 0.0, 1_080.0)
    assert row(reports, long_term=True)[0] == long


def test_a_right_basis_needs_no_code() -> None:
    """A qualifying sale: what was paid is the basis."""
    assert row(basis=460.0, long_term=True) == ("D", 460.0, "", 0.0, 3_180.0)
    assert row(basis=460.004)[2] == ""
    assert row(basis=460.006)[2] == "B"


def test_gain_on_small_business_stock_is_left_out_with_code_q() -> None:
    """Published: Form 8949 instructions, code Q: the exclusion, negative, in (g)."""
    shown = row(basis=460.0, excluded=3_180.0, long_term=True)
    assert shown == ("D", 460.0, "Q", -3_180.0, 0.0)
    assert row(excluded=1_000.0)[2:] == ("BQ", -3_100.0, 80.0)


def test_basis_is_reported_of_shares_paid_for_in_cash_alone() -> None:
    """26 CFR 1.6045-1(a)(15)(i)(A): units that vest are not acquired for cash."""
    assert told_of("basis", paid_in_cash=True) == "basis"
    assert told_of("basis", paid_in_cash=False) == "proceeds"
    assert told_of("nothing", paid_in_cash=False) == "nothing"
    assert box("proceeds", long_term=True) == "E"
