"""What is modeled of a state, in words and with its sources: for lists."""

from dataclasses import dataclass

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import Figure, state_file, state_law
from isoplan.models.law.state_law import FORM_NAMES, StartingPoint, StateKind, StateLaw


@dataclass(frozen=True, slots=True)
class StateSummary:
    """What is modeled of a state for a year.

    Attributes:
        state: Two-letter code.
        name: In words.
        year: Tax year.
        income: How income is taxed.
        gains: How long-term gain is taxed.
        spread: How the ISO spread is taxed at exercise, the AMT included.
        figures: Figures in force, by name, with source and confirmations.
        standing_in: Figures of an earlier year that stand in.
        one_source: Figures that only one source confirms.
        checked: What was compared with what.
        simplified: Where the rule is simpler than the law.
        doubts: What could not be confirmed.
        later_law: Enacted changes for later years, left out.
    """

    state: str
    name: str
    year: int
    income: str
    gains: str
    spread: str
    figures: dict[str, Figure]
    standing_in: tuple[str, ...]
    one_source: tuple[str, ...]
    checked: tuple[str, ...]
    simplified: tuple[str, ...]
    doubts: tuple[str, ...]
    later_law: tuple[str, ...]


def _percent(rate: float) -> str:
    return f"{round(100 * rate, 3):g}%"


def _income(law: StateLaw) -> str:
    rates = law.brackets.rates
    if law.kind is StateKind.NONE:
        return "not taxed"
    if law.kind is StateKind.GAINS_ONLY:
        return "not taxed, gains alone"
    start = {
        StartingPoint.FEDERAL_AGI: "federal AGI",
        StartingPoint.FEDERAL_TAXABLE_INCOME: "federal taxable income",
        StartingPoint.OWN_CLASSES: "own income",
    }[law.starting_point]
    if law.kind is StateKind.BY_CLASS:
        start = "own income by class"
    surtax = "" if law.surtax.rates[-1] == 0 else f" + {_percent(law.surtax.rates[-1])}"
    if len(rates) == 1:
        return f"flat {_percent(rates[0])}{surtax} of {start}"
    least = next(rate for rate in rates if rate)
    if least == rates[-1]:
        return f"{_percent(least)}{surtax} of {start} above a first band"
    return f"{_percent(least)} to {_percent(rates[-1])}{surtax} of {start}"


def _gains(law: StateLaw) -> str:
    gains = law.gains
    if law.kind is StateKind.NONE:
        return "not taxed"
    if law.kind is StateKind.GAINS_ONLY:
        rates = " and ".join(map(_percent, law.brackets.rates))
        return f"{rates} of long-term gain above {law.standard_deduction.amount:,.0f}"
    if law.classes is not None:
        short = _percent(law.classes.short_term_rate)
        return f"as income; short-term {short}"
    if law.gain_brackets is not None:
        return f"at most {_percent(law.gain_brackets.rates[-1])}"
    if gains.short_term_excluded:
        return "not taxed"
    if gains.long_term_excluded:
        return f"{_percent(gains.long_term_excluded)} left out"
    if gains.excluded_amount:
        return f"up to {gains.excluded_amount:,.0f} left out"
    if law.gain_surtax is not None:
        over, rate = law.gain_surtax
        return f"as income, + {_percent(rate)} above an income of {over:,.0f}"
    if law.investment_surtax.rates[-1]:
        rate, over = law.investment_surtax.rates[-1], law.investment_surtax.starts[-1]
        return f"as income, + {_percent(rate)} above {over:,.0f}"
    return "as income"


def _spread(law: StateLaw) -> str:
    if law.spread_at_exercise:
        return "income at exercise"
    if law.amt is None:
        return "no tax"
    form, credit = FORM_NAMES[law.amt.form]
    if law.amt.credit_rate:
        credit = f"{_percent(law.amt.credit_rate)} of the federal one used"
    return f"AMT: {form}, credit {credit}"


def state_summary(
    state: str, year: int, inflation: float | None = None
) -> StateSummary:
    """Return what is modeled of a state for a year, rates of a single filer.

    Args:
        state: Two-letter code, one of ``STATES``.
        year: Tax year.
        inflation: Fraction a year; needed after the last published year only.

    Raises:
        UnknownLawYear: As :func:`state_law` does.
    """
    law = state_law(state, year, FilingStatus.SINGLE, inflation)
    file = state_file(state)
    return StateSummary(
        state=state,
        name=file.name,
        year=year,
        income=_income(law),
        gains=_gains(law),
        spread=_spread(law),
        figures=file.in_force(year),
        standing_in=law.standing_in,
        one_source=law.one_source,
        checked=file.checked,
        simplified=file.simplified,
        doubts=file.doubts,
        later_law=file.later_law,
    )
