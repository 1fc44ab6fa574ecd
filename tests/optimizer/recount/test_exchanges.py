"""Exercises with shares before the plan: what the audit finds wrong in their lots."""

import re
from datetime import date
from typing import Any

import pytest

from exchange_household import PAID, household
from isoplan.models.situation import situation_of
from isoplan.models.tax.shares.exchange import ExchangedBasis
from isoplan.optimizer.checking.act_checks import vested_shares
from isoplan.optimizer.checking.audit import AuditFailure, audit
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.evidence import Evidence


def test_the_audit_finds_exchanged_shares_sold_too_early() -> None:
    """By a plan that would take the long-term gain and leave the wages."""
    act = Act(
        date=date(2027, 7, 1),
        kind="sell",
        grant="swap, exchanged",
        options="",
        lot="swap, exchanged",
        shares=10,
    )
    evidence = Evidence(situation_of(household(PAID)), [act])
    assert list(vested_shares(evidence)) == [
        "10 shares of 'swap, exchanged' on 2027-07-01: not to be sold before 2027-07-02"
    ]


@pytest.mark.parametrize(
    ("law", "wrong", "finding"),
    [
        (
            "exchanged_basis",
            lambda *_, **__: ExchangedBasis(20.0, 20.0),
            "'swap, exchanged' have a basis of 20.0 and 20.0, not 10.00 and 20.00",
        ),
        (
            "additional_share_cost",
            lambda *_: 10.0,
            "'swap' has a spread of 900.00 in its additional shares",
        ),
    ],
)
def test_the_audit_finds_wrong_lots_of_an_exchange(
    law: str, wrong: Any, finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works out what each new share is by a route of its own."""
    monkeypatch.setattr(f"isoplan.models.equity.exchange.{law}", wrong)
    situation = situation_of(household(PAID))
    with pytest.raises(AuditFailure, match=re.escape(finding)):
        audit(Evidence(situation, ()))
