"""Section ``household`` of a random scenario: income, carryovers, cash."""

from datetime import timedelta
from typing import Any

from fuzzing.facts import Fields
from fuzzing.pick import Pick

STATUSES = (
    "single",
    "married_jointly",
    "married_separately",
    "head_of_household",
    "qualifying_surviving_spouse",
)
WITHOUT_TAX = ("WA", "TX")
COMMON_STATES = ("CA", "NY", "MA", "MN", "CO", "CT", "PA", "NJ", "AL", "IA", "OR", "IL")
OTHER_STATES = (
    "AR", "AZ", "DC", "DE", "GA", "HI", "ID", "IN", "KS", "KY", "LA", "MD", "ME", "MI",
    "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NM", "OH", "OK", "RI", "SC", "UT", "VA",
    "VT", "WI", "WV",
)  # fmt: skip


def add_household(pick: Pick, fields: Fields) -> None:
    """Every status; no income to the top bracket; losses, old credit, little cash."""
    plan = fields["plan"]
    first = plan["start"].year
    home: Fields = {"filing_status": pick.of(*STATUSES)}
    if pick.chance(10) and plan["last_year"] > first:
        home["filing_status"] = {
            str(first): pick.of(*STATUSES),
            str(plan["last_year"]): pick.of(*STATUSES),
        }
    _state(pick, home, plan)
    wages = pick.of(150_000, 0, 12_000, 60_000, 250_000, 420_000, 1_100_000)
    home["wages"] = _by_year(pick, wages, first)
    _other_income(pick, home, first)
    _deductions(pick, home, first, plan["last_year"])
    _carried(pick, home, plan)
    _cash(pick, home, first)
    if plan.get("tax_payments") == "installments" or pick.chance(10):
        income = pick.of(120_000, 60_000, 400_000)
        home["prior_year"] = {
            "tax": round(income * pick.part(0.0, 0.35)),
            "adjusted_gross_income": income,
        }
        if pick.chance(40):
            home["withholding"] = round(wages * pick.part(0.0, 0.3))
        if pick.chance(20):
            home["social_security_wages"] = round(wages * pick.part(0.2, 1.0))
    if pick.chance(10):
        home["medicare_wages"] = round(wages * pick.part(0.5, 1.2))
    fields["household"] = home


def _by_year(pick: Pick, amount: int, first: int) -> Any:
    """One amount for all years, or a table of two with growth."""
    if pick.chance(60):
        return amount
    next_year = round(amount * pick.part(0.0, 2.0))
    return {str(first): amount, str(first + 1): next_year, "growth": pick.of(0.0, 0.03)}


def _state(pick: Pick, home: Fields, plan: Fields) -> None:
    """No state, one, or a move within the plan."""
    if pick.chance(45):
        return
    kinds = (COMMON_STATES, COMMON_STATES, WITHOUT_TAX, OTHER_STATES)
    states = [pick.of(*pick.of(*kinds)) for _ in range(2)]
    home["state"] = states[0]
    if pick.chance(25):
        days = (plan["last_year"] - plan["start"].year + 1) * 365
        moved = plan["start"] + timedelta(days=pick.number(1, days))
        first = plan["start"] - timedelta(days=pick.number(0, 900))
        home["state"] = {first.isoformat(): states[0], moved.isoformat(): states[1]}
    if states[0] == "CA" and pick.chance(30):
        home["state_minimum_tax_credit"] = pick.of(
            5_000, 40_000, {"carryforward": 3_000, "amt": 6_000}
        )


def _other_income(pick: Pick, home: Fields, first: int) -> None:
    amounts = {
        "interest": (2_000, 60_000),
        "qualified_dividends": (3_000, 80_000),
        "short_term_gain": (-9_000, 20_000),
        "long_term_gain": (-30_000, 50_000, 900_000),
        "pensions": (30_000,),
        "ira_withdrawals": (15_000,),
        "roth_conversions": (100_000,),
    }
    for name, values in amounts.items():
        if pick.chance(15):
            home[name] = _by_year(pick, pick.of(*values), first)


def _deductions(pick: Pick, home: Fields, first: int, last: int) -> None:
    if pick.chance(30):
        itemized = {"other": _by_year(pick, pick.of(8_000, 30_000, 90_000), first)}
        if pick.chance(50):
            itemized["state_and_local_taxes"] = pick.of(4_000, 25_000)
        if pick.chance(30):
            itemized["real_estate_taxes"] = pick.of(6_000, 18_000)
        home["itemized_deductions"] = itemized
        if pick.chance(30):
            home["deduction"] = pick.of("itemized", "standard", "best")
            if pick.chance(30):
                home["deduction"] = {str(first): "itemized", str(last + 1): "best"}
    if pick.chance(20):
        home["gifts"] = pick.of(3_000, 20_000)
    if pick.chance(25):
        home["children"] = [first - pick.number(-2, 19) for _ in range(pick.of(1, 3))]
    elif pick.chance(15):
        home["dependents"] = pick.number(1, 3)
    if pick.chance(10):
        home["other_credits"] = pick.of(600, 7_500)


def _carried(pick: Pick, home: Fields, plan: Fields) -> None:
    if pick.chance(35):
        home["minimum_tax_credit"] = pick.of(
            20_000,
            150_000,
            {"line_26": 5_000, "amt": 12_000, "amt_on_exclusion_items": 1_000},
            {
                "line_26": 0,
                "last_year": {"wages": 150_000, "iso_bargain_element": 200_000},
            },
        )
    if pick.chance(25):
        home["loss_carryover"] = {"long_term": pick.of(4_000, 90_000)}
        if pick.chance(50):
            home["loss_carryover"]["amt_long_term"] = pick.of(0, 200_000)
        if pick.chance(30):
            home["loss_carryover"]["short_term"] = pick.of(2_000, 15_000)


def _cash(pick: Pick, home: Fields, first: int) -> None:
    if not pick.chance(40):
        return
    home["cash"] = pick.of(50_000, 2_000, 400_000)
    if pick.chance(60):
        home["savings_per_year"] = _by_year(pick, pick.of(10_000, 40_000), first)
    if pick.chance(30):
        home["cash_floor"] = min(pick.of(1_000, 20_000), home["cash"])
    if pick.chance(30):
        home["loan"] = {"most": pick.of(5_000, 60_000), "rate": pick.of(0.08, 0.0, 0.2)}
    if pick.chance(20):
        home["payments_due"] = {f"{first + 1}-04-15": pick.of(9_000, -6_000, 20_000)}
