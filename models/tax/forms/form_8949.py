"""Form 8949: how one sale of shares is reported, and its basis put right.

The broker reports what was paid for the shares. Wages that their exercise, purchase or
sale brought belong to the basis too, and no broker may add them for options granted
since 2014: whoever copies the Form 1099-B is taxed on them twice.
"""

from dataclasses import dataclass
from typing import Literal

from isoplan.models.base.cents import HALF_A_CENT

Box = Literal["A", "B", "C", "D", "E", "F"]
"""Checked at the top: short-term A to C, long-term D to F."""

BrokerReports = Literal["basis", "proceeds", "nothing"]
"""What the broker's Form 1099-B tells the IRS of a sale."""

WRONG_BASIS, SMALL_BUSINESS = "B", "Q"
"""Codes of column (f)."""

_SHORT_TERM: dict[BrokerReports, Box] = {"basis": "A", "proceeds": "B", "nothing": "C"}
_LONG_TERM: dict[BrokerReports, Box] = {"basis": "D", "proceeds": "E", "nothing": "F"}


def box(reports: BrokerReports, *, long_term: bool) -> Box:
    """Return the box of a sale's part of Form 8949.

    Source: Form 8949 Parts I and II; since 2025 boxes G to L are for digital assets.
    """
    return (_LONG_TERM if long_term else _SHORT_TERM)[reports]


def told_of(reports: BrokerReports, *, paid_in_cash: bool) -> BrokerReports:
    """Return what the IRS is told of shares that were paid for in cash, or not.

    The basis of stock that was not acquired for cash is not reported.

    Source: 26 CFR 1.6045-1(a)(15)(i)(A).
    """
    return "proceeds" if reports == "basis" and not paid_in_cash else reports


@dataclass(frozen=True, slots=True)
class Form8949Row:
    """Columns (e) to (h) of a sale, dollars.

    Attributes:
        box: At the top of its part.
        reported_basis: Column (e).
        code: Column (f).
        adjustment: Column (g).
        gain: Column (h).
    """

    box: Box
    reported_basis: float
    code: str
    adjustment: float
    gain: float


def form_8949_row(
    proceeds: float,
    basis: float,
    paid: float,
    *,
    excluded: float,
    long_term: bool,
    reports: BrokerReports,
) -> Form8949Row:
    """Return how a sale is reported (all dollars).

    Where the broker tells the IRS a basis, that one stands in column (e), and column
    (g) puts it right. Where it tells none, column (e) takes the right one. Left out:
    code B where box 1e of the Form 1099-B shows a wrong basis all the same; columns (e)
    and (g) are the same then.

    Args:
        proceeds: Column (d).
        basis: The right one for regular tax.
        paid: What the broker takes for it: what was paid for the shares.
        excluded: Gain on small business stock that is not taxed.
        long_term: Whether the gain is long-term.
        reports: What the broker tells the IRS.

    Source: Form 8949 instructions, columns (e) to (h) and codes B and Q; 26 CFR
        1.6045-1(d)(6)(ii)(A) for what the broker leaves out; IRC 1011, 1012.
    """
    is_wrong = reports == "basis" and abs(paid - basis) >= HALF_A_CENT
    reported = paid if is_wrong else basis
    gain = proceeds - basis - excluded
    codes = WRONG_BASIS * is_wrong + SMALL_BUSINESS * (excluded != 0.0)
    return Form8949Row(
        box=box(reports, long_term=long_term),
        reported_basis=reported,
        code=codes,
        adjustment=gain - (proceeds - reported),
        gain=gain,
    )
