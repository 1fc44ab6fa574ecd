"""A walk over a plan's dollars: cash by day, years, value, from file and JSON alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from fuzzing.calendar_days import april_15
from fuzzing.facts import (
    BY_ITSELF,
    Fields,
    at_year,
    exercised_before,
    horizon,
    knows_market,
    last_exercise,
    market_ends,
    on_market,
    price,
    settles_on,
    start,
    unit_arrivals,
    vested,
)
from fuzzing.share_limits import day_of

CENT = 0.011
"""Dollars: amounts are printed to the cent."""
SHARE_ROUNDING = 6e-7
"""Dollars a share: prices are printed with six digits."""


def tax_paid_on(year: int) -> date:
    """The day on which a plan counts the tax of a year."""
    return april_15(year + 1)


def flow(action: Fields) -> float:
    """Dollars that an action brings; a gift of shares saves as much cash."""
    sign = -1 if action["kind"] == "exercise" else 1
    return sign * action["shares"] * action["price"]


def slack(plan: Fields) -> float:
    """Dollars by which sums over printed amounts may miss."""
    shares = sum(action["shares"] for action in plan["actions"])
    return CENT * (len(plan["years"]) + 1) + SHARE_ROUNDING * shares


def years_add_up(fields: Fields, plan: Fields) -> Iterator[str]:
    """Each year's shares, cash and credit follow from actions and the year before."""
    first, last = start(fields).year, horizon(fields).year
    run_off = fields["plan"].get("run_off_years", 10)
    if [year["year"] for year in plan["years"]] != [*range(first, last + run_off + 1)]:
        yield "the years are not those of the plan and its run-off"
    carried = plan["totals"]["credit_brought"]
    for year in plan["years"]:
        acts = [a for a in plan["actions"] if day_of(a).year == year["year"]]
        shares = Counter[str]()
        for act in acts:
            shares[act["kind"]] += act["shares"]
        names = ("exercised", "sold", "given", "cashed_out", "written_off")
        kinds = ("exercise", "sell", "give", "cash_out", "write_off")
        counted = [year[name] for name in names]
        if counted != [shares[kind] for kind in kinds]:
            yield f"{year['year']}: {counted} shares, not {dict(shares)}"
        cash = sum(map(flow, acts)) - year["tax_caused"]
        if not abs(year["cash"] - cash) <= slack(plan):
            yield f"{year['year']}: cash {year['cash']}, not {cash:.2f}"
        made = max(year["credit_generated"], 0.0)
        carried += made - year["credit_used"] - year["credit_wiped_out"]
        if not abs(year["credit_carryforward_out"] - carried) <= 5 * CENT:
            yield f"{year['year']}: credit {year['credit_carryforward_out']} carried on"
        carried = year["credit_carryforward_out"]


def totals_add_up(fields: Fields, plan: Fields) -> Iterator[str]:
    """Totals are sums over the years."""
    del fields
    for name in ("total_tax", "tax_caused", "amt", "credit_used", "credit_wiped_out"):
        total = sum(year[name] for year in plan["years"])
        if not abs(plan["totals"][name] - total) <= CENT:
            yield f"totals.{name} is {plan['totals'][name]}, not {total:.2f}"


def worth(fields: Fields, amount: float, day: date) -> float:
    """Dollars of a day at the plan's start."""
    rate = fields["plan"].get("discount_rate", 0.04)
    return amount / (1.0 + rate) ** ((day - start(fields)).days / 365.25)


def value_adds_up(fields: Fields, plan: Fields) -> Iterator[str]:
    """Value is all flows less all tax caused, at the start, where nothing is kept."""
    kept = fields["plan"].get("at_horizon") == "keep"
    if kept or plan["totals"]["interest"]:
        return
    tax = sum(
        worth(fields, year["tax_caused"], tax_paid_on(year["year"]))
        for year in plan["years"]
    )
    flows = sum(worth(fields, flow(a), day_of(a)) for a in plan["actions"])
    value = plan["totals"]["after_tax_value"]
    if not abs(value - (flows - tax)) <= slack(plan):
        yield f"after_tax_value is {value}, not {flows - tax:.2f}"
    least = plan["objective"]["name"] == "least_tax"
    if not abs(plan["objective"]["value"] - (tax if least else value)) <= slack(plan):
        yield f"objective.value is {plan['objective']['value']}"


def cash_by_day(fields: Fields, plan: Fields) -> Iterator[str]:
    """Cash stays above its floor on days of exercise and tax, a loan included."""
    home = fields["household"]
    if "cash" not in home or fields["plan"].get("tax_payments") == "installments":
        return
    loan = home.get("loan", {"most": 0.0, "rate": 0.0})
    decides = [y for y in plan["years"] if not y["run_off"]]
    moves = Counter[date]()
    asking = set[date]()
    for day, dollars, asks in _settled(fields, plan):
        moves[day] += dollars
        asking |= {day} if asks else set()
    for on, dollars in home.get("payments_due", {}).items():
        moves[date.fromisoformat(on)] -= dollars
        asking.add(date.fromisoformat(on))
    for year in decides:
        moves[tax_paid_on(year["year"])] -= year["tax_caused"]
    due = {tax_paid_on(year["year"]) for year in decides}
    cash, owed, interest, before = home["cash"], 0.0, 0.0, start(fields)
    for day in sorted({*moves, *due}):
        cash += moves[day] + _saved(fields, before, day)
        interest += owed * loan["rate"] * (day - before).days / 365
        if day in due:
            cash, interest = cash - interest, 0.0
        free = cash - home.get("cash_floor", 0.0)
        owed = max(-free, 0.0)
        most = 0.0 if day == max(due) else loan["most"]
        if day in asking | due and not free >= -most - slack(plan):
            yield f"{free:.2f} dollars of cash on {day}, with a loan of {most}"
        before = day


def _settled(fields: Fields, plan: Fields) -> Iterator[tuple[date, float, bool]]:
    """Cash by the day on which it moves, and whether an exercise asks for it.

    A sale pays when it settles; the strike of shares sold at once comes out of it.
    """
    at_once = Counter[tuple[str, date]]()
    for action in plan["actions"]:
        if action["kind"] == "sell":
            at_once[action["lot"], day_of(action)] += action["shares"]
    for action in plan["actions"]:
        day, dollars = day_of(action), flow(action)
        if action["kind"] == "sell":
            yield settles_on(fields, day), dollars, False
        elif action["kind"] == "give":
            yield day, dollars, False
        elif action["kind"] in BY_ITSELF:
            yield settles_on(fields, day), dollars, False
        else:
            sold = min(at_once[action["lot"], day], action["shares"])
            waits = dollars * sold / action["shares"]
            yield settles_on(fields, day), waits, False
            yield day, dollars - waits, sold < action["shares"]


def _saved(fields: Fields, first: date, until: date) -> float:
    """Savings from one day to another, the same each day of a year."""
    saved = 0.0
    for year in range(first.year, until.year + 1):
        begin, end = date(year, 1, 1), date(year + 1, 1, 1)
        days = max((min(until, end) - max(first, begin)).days, 0)
        given = fields["household"].get("savings_per_year", 0.0)
        saved += at_year(given, year) * days / (end - begin).days
    return saved


def amt_preferences(fields: Fields, plan: Fields) -> Iterator[str]:
    """No year has more AMT than a preference allows, run-off included."""
    asked = fields.get("preferences", {})
    limits = {"federal": 0.0, "state": 0.0} if asked.get("no_amt") else {}
    limits |= asked.get("most_amt", {})
    for year in plan["years"]:
        for kind, name in (("federal", "amt"), ("state", "state_amt")):
            most = at_year(limits.get(kind, float("inf")), year["year"])
            if not year[name] <= most + 2 * CENT:
                yield f"{year['year']}: {kind} AMT of {year[name]}, of {most:.2f}"


def stock_preference(fields: Fields, plan: Fields) -> Iterator[str]:
    """After each year's last open day no more than a part of wealth is in the stock."""
    limit = fields.get("preferences", {}).get("most_in_stock")
    early = any("early_exercise" in grant for grant in fields.get("grants", []))
    ends = market_ends(fields) <= horizon(fields)
    if limit is None or early or ends or fields.get("events"):
        return
    if not knows_market(fields):
        return
    first = max(limit.get("from_year", 0), start(fields).year)
    for year in range(first, horizon(fields).year + 1):
        day = date(year, 12, 31)
        while day.year == year and not on_market(fields, day):
            day -= timedelta(days=1)
        if day.year != year or day < start(fields):
            continue
        stock = _in_stock(fields, plan, day)
        tax = sum(y["tax_caused"] for y in plan["years"] if y["year"] <= year)
        cash = sum(flow(a) for a in plan["actions"] if day_of(a) <= day) - tax
        wealth = stock + cash + at_year(limit["other_wealth"], year)
        if not stock <= limit["share"] * wealth + slack(plan):
            yield f"{stock:.2f} of {wealth:.2f} dollars in the stock after {day}"


def _in_stock(fields: Fields, plan: Fields, day: date) -> float:
    """Vested shares at the day's price, and vested options at their spread."""
    at = price(fields, day)
    done = [a for a in plan["actions"] if day_of(a) <= day]
    shares = sum(
        lot["shares"]
        for lot in fields.get("lots", [])
        if lot.get("vests_on", date.min) <= day
    )
    shares += sum(held["shares"] for held in fields.get("holdings", []))
    shares += sum(n for _, on, n in unit_arrivals(fields) if on <= day)
    shares -= sum(a["shares"] for a in done if a["kind"] != "exercise")
    worth_of_options = 0.0
    for grant in fields.get("grants", []):
        exercised = sum(
            a["shares"]
            for a in done
            if a["kind"] == "exercise" and a["grant"] == grant["name"]
        )
        by_then = exercised_before(fields, grant) + exercised
        early = sum(
            lot["shares"]
            for lot in fields.get("lots", [])
            if lot["grant"] == grant["name"] and lot.get("vests_on", date.min) > day
        )
        there = vested(fields, grant, day)
        shares += min(exercised, max(there - (by_then - exercised - early), 0))
        open_options = max(there - (by_then - early), 0)
        if day <= last_exercise(fields, grant):
            worth_of_options += open_options * max(at - grant["strike"], 0.0)
    return shares * at + worth_of_options
