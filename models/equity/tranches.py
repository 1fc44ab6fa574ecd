"""Tranches: where the shares come from that a plan may exercise, sell or give away.

Options of a grant are one tranche, or several: the part beyond the $100,000 limit is
nonqualified and taxed as such, and unvested options that may be exercised early are a
tranche for each day of vesting. Shares held are one tranche a lot; restricted units one
for each day on which they vest.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from isoplan.models.base.units import whole_shares
from isoplan.models.equity.equity import Equity
from isoplan.models.equity.iso_split import VestingPart, iso_parts
from isoplan.models.equity.kinds.base import TaxTreatment
from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.kinds.restricted_units import RestrictedStockUnit
from isoplan.models.equity.tranche import OF_DAY, Tranche
from isoplan.models.inputs.employment import Employment, leaving_from
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.vesting import Steps, cumulative, increments, until
from isoplan.models.tax.shares.employment_end import iso_exercise_ends

NSO_PART = "NSO part"
"""What the part of a grant beyond the $100,000 limit is called, after its name."""

LIMITED_PART = "ISO until"
"""What a part is called, before its last day, that the limit reaches later."""


def tranches(equity: Equity) -> tuple[Tranche, ...]:
    """Return all tranches: grants, lots, restricted units, holdings, in file order."""
    leaving = equity.employment
    parts = iso_parts(equity.grants, leaving)
    found: list[Tranche] = []
    exercised = (*equity.lots, *_sold_lots(equity))
    for grant, steps in zip(equity.grants, parts, strict=True):
        lots = [lot for lot in exercised if lot.grant == grant.name]
        found += _of_grant(grant, steps, lots, leaving, equity)
    grants = {grant.name: grant for grant in equity.grants}
    found += (
        _of_lot(lot, grants[lot.grant], equity)
        for lot in equity.lots
        if lot.grant in grants
    )
    for award in equity.restricted_units:
        found += _of_rsus(award, equity)
    found += (tranche_of_holding(holding) for holding in equity.holdings)
    return tuple(found)


def sold_tranches(equity: Equity) -> tuple[Tranche, ...]:
    """Return what was sold or given in the plan's first year before its start.

    Its income belongs to that year, and is no plan's to change.
    """
    year = equity.plan.start.year
    of_year = [sale for sale in equity.sold if sale.on.year == year]
    grants = {grant.name: grant for grant in equity.grants}
    return tuple(
        replace(
            _of_lot(shares, grants[shares.grant], equity)
            if isinstance(shares, Lot)
            else tranche_of_holding(shares),
            sold_on=sale.on,
            sold_at=sale.price,
            given_to=sale.given_to,
        )
        for sale in of_year
        for shares in [sale.shares]
    )


def _sold_lots(equity: Equity) -> list[Lot]:
    return [sale.shares for sale in equity.sold if isinstance(sale.shares, Lot)]


def exercised_before(grant: Grant, lots: Sequence[Lot]) -> int:
    """Return the options of a grant that were exercised before the plan starts."""
    if grant.exercised is not None:
        return grant.exercised
    return sum(lot.shares for lot in lots if lot.grant == grant.name)


def _of_grant(
    grant: Grant,
    parts: Sequence[VestingPart],
    lots: Sequence[Lot],
    leaving: Employment | None,
    equity: Equity,
) -> Iterator[Tranche]:
    """Yield a grant's options: the ISO parts, the NSO part, unvested tranches."""
    leaving = leaving_from(leaving, grant.market)
    start, market = equity.plan.start, equity.markets[grant.market]
    steps = _by_treatment(parts, start)
    of_nso = sum(lot.shares for lot in lots if lot.nonqualified)
    gone = exercised_before(grant, lots)
    by = start if grant.early_from is None else date.max
    gone_iso = _gone_iso(steps, gone, of_nso, by)
    left = _left_of_iso(
        {last: of_day for last, of_day in steps.items() if last},
        gone_iso,
        [lot for lot in lots if _granted(lot, grant) == IncentiveStockOption()],
    )
    nso = [lot for lot in lots if _granted(lot, grant) == NonqualifiedOption()]
    if None in steps:
        left[None] = _left(steps[None], gone - gone_iso, nso)
    for last, of_part in left.items():
        part = NSO_PART if len(left) > 1 else ""
        if last is not None:
            part = "" if last == date.max else f"{LIMITED_PART} {last}"
        lasts = date.max if last is None else last
        tranche = Tranche(
            name=f"{grant.name}, {part}" if part else grant.name,
            grant=grant.name,
            treatment=NonqualifiedOption() if last is None else IncentiveStockOption(),
            lot=None,
            steps=of_part,
            paid=grant.strike,
            granted_on=grant.granted_on,
            last_exercise=min(last_exercise(grant, leaving), market.last_exercise),
            iso_until=min(iso_until(leaving), lasts),
            limited_after=lasts,
            small_business_until=grant.small_business_last,
            section_1244=grant.section_1244,
            market=grant.market,
        )
        yield from _tranches(tranche, grant, start, market)


def _gone_iso(
    steps: Mapping[date | None, Sequence[tuple[date, int]]],
    gone: int,
    of_nso: int,
    by: date,
) -> int:
    """Return how many incentive stock options were exercised before the plan.

    All that are not known as nonqualified, but no more of either kind than could be
    exercised: else vested options of the other kind would stand there twice.

    Args:
        steps: Days and shares by the last day as incentive stock options.
        gone: Options exercised before the plan.
        of_nso: Those of them that are known as nonqualified.
        by: Day up to which options could be exercised.
    """
    isos = [step for last, of_part in steps.items() if last for step in of_part]
    iso = sum(shares for day, shares in isos if day <= by)
    nso = sum(shares for day, shares in steps.get(None, ()) if day <= by)
    found = max(min(gone - of_nso, iso), gone - nso)
    return min(found, sum(shares for _, shares in isos))


def _by_treatment(
    parts: Sequence[VestingPart], start: date
) -> dict[date | None, list[tuple[date, int]]]:
    """Return days and shares by the last day as incentive stock options.

    That of options that stay them comes first, that of nonqualified ones (None) last;
    so are those that have become nonqualified by the start.
    """
    found: dict[date | None, list[tuple[date, int]]] = {}
    lasts = {last for part in parts for last, _ in part.iso_until if last >= start}
    for last in (date.max, *sorted(lasts, reverse=True), None):
        if last == date.max:
            steps = [(part.vests_on, part.iso) for part in parts]
        elif last is not None:
            steps = [
                (part.vests_on, dict(part.iso_until).get(last, 0)) for part in parts
            ]
        else:
            steps = [
                (
                    part.vests_on,
                    part.nso + sum(n for day, n in part.iso_until if day < start),
                )
                for part in parts
            ]
        if steps := [step for step in steps if step[1]]:
            found[last] = steps
    return found


def _left_of_iso(
    steps: Mapping[date | None, Sequence[tuple[date, int]]],
    gone: int,
    lots: Sequence[Lot],
) -> dict[date | None, Steps]:
    """Return the incentive stock options left, as running totals by their last day.

    What was exercised is gone from those that stay incentive stock options first: the
    limit counts it before what is left.

    Args:
        steps: Days and shares by the last day as incentive stock options, in order.
        gone: Options exercised before the plan.
        lots: What is known of them.
    """
    together: Counter[date] = Counter()
    for of_part in steps.values():
        together.update(dict(of_part))
    left = dict(increments(_left(sorted(together.items()), gone, lots)))
    taken = {day: shares - left.get(day, 0) for day, shares in together.items()}
    found: dict[date | None, Steps] = {}
    for last, of_part in steps.items():
        kept = []
        for day, shares in of_part:
            here = min(shares, taken[day])
            taken[day] -= here
            kept.append((day, shares - here))
        found[last] = cumulative(kept)
    return found


def last_exercise(grant: Grant, leaving: Employment | None) -> date:
    """Return the last day on which a grant can be exercised."""
    leaving = leaving_from(leaving, grant.market)
    if leaving is None:
        return grant.expires_on
    return grant.exercise_ends(leaving.leaves_on)


def iso_until(leaving: Employment | None) -> date:
    """Return the last day on which exercises are those of incentive stock options."""
    if leaving is None:
        return date.max
    return iso_exercise_ends(leaving.leaves_on, disabled=leaving.disabled)


def _left(parts: Sequence[tuple[date, int]], before: int, lots: Sequence[Lot]) -> Steps:
    """Return the options left after exercises before the plan, as running totals.

    Those exercised before they vested are gone from their own day of vesting, all
    others from the first days.

    Args:
        parts: Days of vesting with the shares that vest on each.
        before: Options exercised before the plan.
        lots: What is known of them.
    """
    early: Counter[date] = Counter()
    for lot in lots:
        if lot.vests_on is not None:
            early[lot.vests_on] += lot.shares
    by_day = [(day, shares, min(shares, early[day])) for day, shares in parts]
    others = max(before - sum(gone for _, _, gone in by_day), 0)
    totals = cumulative([(day, shares - gone) for day, shares, gone in by_day])
    return tuple((day, total - others) for day, total in totals if total > others)


def _tranches(
    tranche: Tranche, grant: Grant, start: date, market: Market
) -> Iterator[Tranche]:
    """Yield a tranche as it is, or its unvested steps apart if exercised early."""
    if grant.early_from is None:
        yield tranche
        return
    # Vested ones first: they have no risk of forfeiture and no election.
    first = max(start, grant.early_from)
    now = tuple(step for step in tranche.steps if step[0] <= first)
    yield replace(tranche, steps=now)
    elections = {
        "with_83b": (True,),
        "without_83b": (False,),
        "plan_decides": (True, False),
    }[grant.early_exercise]
    for day, shares in increments(tranche.steps):
        vests_on = market.vests_on(day)
        if day > first and vests_on is not None:
            yield replace(
                tranche,
                name=f"{tranche.name}{OF_DAY}{day})",
                steps=((first, shares),),
                vests_on=vests_on,
                elections=elections,
            )


def _of_lot(lot: Lot, grant: Grant, equity: Equity) -> Tranche:
    """Return shares held, as the options that gave them were taxed."""
    leaving = leaving_from(equity.employment, grant.market)
    options, lasts_until = _granted(lot, grant), iso_until(leaving)
    market = equity.markets[grant.market]
    return Tranche(
        name=lot.label,
        grant=grant.name,
        treatment=options.when_exercised(lot.exercised_on, lasts_until),
        lot=lot.label,
        steps=((lot.exercised_on, lot.shares),),
        paid=grant.strike if lot.paid is None else lot.paid,
        granted_on=grant.granted_on,
        acquired_on=lot.exercised_on,
        vests_on=lot.vests_on and market.vests_on(lot.vests_on),
        elected=lot.election_83b,
        value_at_acquisition=lot.value_at_exercise,
        value_when_vested=lot.value_when_vested,
        small_business_until=grant.small_business_last,
        section_1244=grant.section_1244,
        market=grant.market,
    )


def _granted(lot: Lot, grant: Grant) -> TaxTreatment:
    """Return how the law saw the options of a lot before they were exercised."""
    return NonqualifiedOption() if lot.nonqualified else KINDS[grant.kind]()


def rsu_vestings(award: RestrictedUnits, equity: Equity) -> list[tuple[date, int]]:
    """Return the days from the start on which units vest, and how many, gross.

    None vest once the shares are worthless, or bought up without acceleration.
    """
    leaving = leaving_from(equity.employment, award.market)
    market = equity.markets[award.market]
    last = None if leaving is None else leaving.leaves_on
    found: Counter[date] = Counter()
    for day, shares in increments(until(award.vest_dates(), last)):
        vests_on = market.vests_on(day)
        worthless = market.worthless_on is not None and day >= market.worthless_on
        if vests_on is not None and vests_on >= equity.plan.start and not worthless:
            found[vests_on] += shares
    return sorted(found.items())


def rsu_pay(equity: Equity, year: int) -> float:
    """Return the wages that restricted units bring in a year (dollars).

    Source: IRC 83(a), 3121(a); all units that vest, those withheld included.
    """
    return sum(
        shares * equity.markets[award.market].price(day)
        for award in equity.restricted_units
        for day, shares in rsu_vestings(award, equity)
        if day.year == year
    )


def _of_rsus(award: RestrictedUnits, equity: Equity) -> Iterator[Tranche]:
    """Yield the shares that arrive with each vesting, those withheld left out."""
    market, plan = equity.markets[award.market], equity.plan
    for day, units in rsu_vestings(award, equity):
        shares = whole_shares(units * (1.0 - award.withheld))
        if day > plan.horizon or not shares:
            continue
        value = market.price(day)
        yield Tranche(
            name=f"{award.name} {day}",
            grant=award.name,
            treatment=RestrictedStockUnit(),
            lot=f"{award.name} {day}",
            steps=((day, shares),),
            paid=value,
            acquired_on=day,
            value_at_acquisition=value,
            market=award.market,
        )


def tranche_of_holding(holding: Holding) -> Tranche:
    """Return shares that were bought."""
    return Tranche(
        name=holding.name,
        grant=holding.name,
        treatment=KINDS[holding.kind].of_holding(holding),
        lot=holding.name,
        steps=((holding.acquired_on, holding.shares),),
        paid=holding.cost,
        granted_on=holding.offered_on,
        acquired_on=holding.acquired_on,
        value_at_acquisition=holding.value_when_bought or holding.cost,
        small_business_until=date.max if holding.small_business_stock else None,
        sell_from=holding.sell_from,
        section_1244=holding.section_1244,
        market=holding.market,
    )
