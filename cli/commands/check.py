"""``isoplan check``: say whether a scenario file is right, and what it holds."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoplan.cli.layout.width import fitting, terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import echo_json, say
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.branching.outcomes import (
    is_uncertain,
    outcomes_of,
    without_branches,
)
from isoplan.models.equity.iso_split import YearSplit
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.tranches import iso_until, last_exercise
from isoplan.models.inputs.market import Market, MarketName, market_path
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.residence import in_words
from isoplan.models.restated import with_buyers
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.models.validation.file_text import source_name
from isoplan.models.warnings.branches import all_warnings
from isoplan.models.warnings.checked import checked, options_split

if TYPE_CHECKING:
    from isoplan.models.inputs.employment import Employment
    from isoplan.models.inputs.grants import Grant

MOST_OUTCOMES = 12
"""Outcomes that are listed one by one."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a JSON object with every problem and warning.",
)
def check(*, file: Path, as_json: bool) -> None:
    """Check the scenario in FILE and show what it holds.

    All problems come at once, one line each, with what would be right. Warnings name
    what is allowed but probably not meant.

    \N{BACKSPACE}
    For example:
        isoplan check pre_ipo.toml
    """
    try:
        scenario = load_scenario(file)
    except ScenarioErrors as error:
        if as_json:
            echo_json(_as_json(checked(source_name(file), problems=error.problems)))
        say(str(error))
        raise SystemExit(ExitCode.KNOWN_ERROR) from None
    situation = situation_of(without_branches(scenario))
    warnings = all_warnings(scenario)
    for warning in warnings:
        say(f"Warning: {source_name(file)}: {warning}")
    if as_json:
        found = checked(source_name(file), warnings, scenario=situation.scenario)
        echo_json(_as_json(found))
    else:
        lines = [_summary(file, situation), *_outcomes(scenario)]
        click.echo(fitting("\n".join(lines), terminal_width()))


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=2)


def _outcomes(scenario: Scenario) -> Iterator[str]:
    """Yield the outcomes of a future that parts, with what each ends with."""
    if not is_uncertain(scenario):
        return
    outcomes = outcomes_of(scenario)
    yield f"  outcomes   {len(outcomes)}; above is the one path without branches"
    for outcome in outcomes[:MOST_OUTCOMES]:
        market = with_buyers(outcome.scenario).market
        price = market.price(scenario.plan.horizon)
        yield (
            f"    {outcome.name}: probability {outcome.probability:.4g}, "
            f"${price:,.2f} at the end"
        )
    if more := len(outcomes) - MOST_OUTCOMES:
        yield f"    and {more} more" * (more > 0)
    of_outcomes = {*scenario.preferences.over_outcomes}
    others = {*scenario.preferences.given} - of_outcomes
    for words in _preferences_in_words(scenario.preferences.without(*others)):
        yield f"    preference: {words}"


def _summary(file: Path, situation: Situation) -> str:
    """Return what the file holds, a few lines."""
    scenario = situation.scenario
    plan, home = scenario.plan, scenario.household
    start = plan.start.year
    status = home.filing_status_in(start).replace("_", " ")
    wages = home.wages.at(start)
    where = in_words(home.state) or "no state, federal tax alone"
    dates = f"{plan.start} to {plan.horizon}, {plan.decision_dates}"
    lines = [
        f"{source_name(file)} is valid: {scenario.name}.",
        f"  plan       {dates}, {plan.objective}",
        f"  household  {status}, wages ${wages:,.0f} in {start}; {where}",
    ]
    lines += _market_lines(situation)
    lines += _option_lines(scenario, plan.start)
    lines += _held_lines(situation)
    if scenario.employment is not None:
        lines += _leaving(scenario.grants, scenario.employment)
    lines += [
        f"  preference {words}" for words in _preferences_in_words(scenario.preferences)
    ]
    lines += [
        f"  schedule   {each.name}: {len(each.actions)} actions"
        for each in scenario.schedules
    ]
    return "\n".join(lines)


def _market_lines(situation: Situation) -> Iterator[str]:
    """Yield what the share does: prices, days of sale, splits, deals and limits."""
    plan = situation.plan
    for name, market in situation.markets.items():
        called = "" if name is None else f"{name}: "
        now, later = market.price(plan.start), market.price(plan.horizon)
        of_start = f"{called}${now:,.2f} a share on {plan.start}"
        yield f"  market     {of_start}, ${later:,.2f} at the end"
        yield f"  prices     {called}{market.prices_in_words()}"
        yield f"  sales      {called}{market.days_in_words()}"
        yield from _company_end(market, called)
    for split in situation.splits.values():
        yield (
            f"  split      {split.on} {split.ratio.numerator} for "
            f"{split.ratio.denominator}: what is dated before it is shown in today's "
            "shares, fractions rounded down" + _on_market(split.market)
        )
    for name, deal in situation.stock_acquisitions.items():
        yield (
            f"  company    exchanged on {deal.on}: one share for "
            f"{deal.exchange_ratio:g} of {deal.buyer}, no sale; prices and limits from "
            "then on are the buyer's, told for an old share" + _on_market(name)
        )
    held = {tranche.market for tranche in situation.tranches}
    for limit in situation.sale_limits:
        if limit.market in held:
            sold = f"{limit.most_shares:,} shares sold in {limit.days}"
            yield f"  limit      {sold}{_on_market(limit.market)}"


def _option_lines(scenario: Scenario, start: date) -> Iterator[str]:
    """Yield the grants, and what of them is beyond the $100,000 limit."""
    split = options_split(scenario)
    for grant in scenario.grants:
        kind = KINDS[grant.kind]
        yield (
            f"  grant      {grant.name}: {grant.shares:,} {kind.options_are_called} at "
            f"${grant.strike:,.2f}, {grant.vested(start):,} vested on {start}"
        )
        if kind.has_value_limit:
            reported = grant.nonqualified_shares is not None
            yield from _over_the_limit(split[grant.name], reported=reported)


def _held_lines(situation: Situation) -> Iterator[str]:
    """Yield what was done before the plan, the shares held, and units to vest."""
    position = situation.opening_position
    for done in position.done:
        yield f"  done       {done.on} {done.kind} {done.shares:,} of {done.grant}"
    for lot in position.equity.lots:
        yield f"  lot        {lot.label}: {lot.shares:,} shares"
    for award in situation.scenario.restricted_units:
        yield f"  units      {award.name}: {award.shares:,} restricted units"
    for holding in position.equity.holdings:
        yield f"  holding    {holding.name}: {holding.shares:,} shares"


def _preferences_in_words(preferences: Preferences) -> list[str]:
    """Return what each preference asks for; most files express none."""
    if preferences == Preferences():
        return []
    from isoplan.optimizer.preferences.registry import expressed

    return [each.in_words for each in expressed(preferences)]


def _leaving(grants: "Sequence[Grant]", leaving: "Employment") -> Iterator[str]:
    """Yield the day of leaving, and until when each grant can be exercised."""
    yield f"  leaving    on {leaving.leaves_on}{_on_market(leaving.market)}"
    until = iso_until(leaving)
    for grant in grants:
        if grant.market != leaving.market:
            continue
        field, length = grant.window_after_leaving
        unit = field.partition("_")[0]
        last = last_exercise(grant, leaving)
        window = f"its {length} {unit} to {last}"
        if last == grant.expires_on:
            window = f"until it expires on {last}"
        iso = f", as incentive stock options to {min(until, last)}"
        yield (
            f"{' ' * 13}{grant.name} can be exercised {window}"
            f"{iso * KINDS[grant.kind].has_value_limit}"
        )


def _on_market(name: MarketName) -> str:
    """Return of which further market something is; nothing for the main one."""
    return "" if name is None else f" on {market_path(name)}"


def _company_end(market: Market, called: str) -> list[str]:
    """Return what becomes of a company and of what is held of it, if anything."""
    bought, failed = market.acquisition, market.worthless_on
    heading = f"  company    {called}"
    if bought is not None:
        unvested = "vest" if bought.accelerates else "lapse"
        paid = f"${bought.price:,.2f} a share in cash"
        return [
            f"{heading}bought on {bought.on} for {paid}: vested options that are",
            f"             left are cashed out as wages, unvested ones {unvested}",
        ]
    if failed is None:
        return []
    return [
        f"{heading}worthless from {failed}: options lapse, shares held count as",
        f"             sold for nothing on {market.shares_go_on}",
    ]


def _over_the_limit(years: dict[int, YearSplit], *, reported: bool) -> list[str]:
    """Return a grant's split into two kinds of options, or nothing if it has none.

    Args:
        years: The split by year.
        reported: Whether the file gives it, and not the law.
    """
    beyond = sum(split.nso for split in years.values())
    lapsing: Counter[date] = Counter()
    for split in years.values():
        lapsing.update(split.iso_until)
    if not beyond and not lapsing:
        return []
    indent = " " * 13
    within = sum(split.iso for split in years.values())
    heading = f"{within:,} are incentive stock options, {beyond:,} nonqualified"
    by_year = [
        f"first exercisable in {year}: {split.iso:,} and {split.nso:,}"
        for year, split in years.items()
    ]
    source = "as the file gives them" if reported else "by the $100,000 limit"
    until = [
        f"{shares:,} are incentive stock options if exercised by {last}, before more "
        "options become exercisable; nonqualified later"
        for last, shares in sorted(lapsing.items())
    ]
    lines = [f"{heading} {source}:", *by_year, *until]
    return [f"{indent}{line}" for line in lines]
