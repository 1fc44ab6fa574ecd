"""Schedule D: netting of short- and long-term gains, the loss limit, the carryovers.

Worked once with the regular basis and once with the AMT basis; each system keeps its
own pair of carryovers.
"""

from dataclasses import dataclass, field

from isoplan.models.amounts.amounts import Amount, excess, greater_of, lesser_of


@dataclass(frozen=True, slots=True)
class Carryover:
    """Capital losses not yet deducted, dollars, zero or more.

    Attributes:
        short_term: Short-term loss carried into the year (Schedule D line 6).
        long_term: Long-term loss carried into the year (Schedule D line 14).
        recognized: Gains that have entered income since a start, less losses that were
            deducted. A running total, on which no tax depends: see `schedule_d`.
    """

    short_term: Amount = 0.0
    long_term: Amount = 0.0
    recognized: Amount = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class ScheduleD:
    """Schedule D, by line, dollars.

    Attributes:
        line_7: Net short-term gain or loss, carryover included.
        line_15: Net long-term gain or loss, carryover included.
        line_16: Both together.
        line_21: The loss allowed this year, as a positive number.
        income: What goes to Form 1040 line 7: line 16, or the loss allowed.
        net_capital_gain: Long-term gain in excess of short-term loss, never below zero;
            the part with rates of its own.
        recognized: Income of this year and of those before it, as a running total.
    """

    line_7: Amount
    line_15: Amount
    line_16: Amount
    line_21: Amount
    income: Amount
    net_capital_gain: Amount
    recognized: Amount


def schedule_d(
    short_term_gain: Amount,
    long_term_gain: Amount,
    carryover: Carryover,
    loss_limit: float,
) -> ScheduleD:
    """Net the year's gains and losses (dollars, signed) with what was carried in.

    Income is line 16, or minus the limit if that is more. It is written in running
    totals: the gain recognized through a year is the gain realized through it, or the
    gain recognized before less one year's limit. The total before is added to both
    sides and taken off again, so it may be anything; but every total rises with the one
    before, which spares the optimizer a guess (as in `running_credit`).

    Args:
        short_term_gain: This year's net short-term gain or loss.
        long_term_gain: This year's net long-term gain or loss.
        carryover: Losses of earlier years.
        loss_limit: 3,000, or 1,500 for separate filers.

    Source: Schedule D lines 7, 15, 16, 21; IRC 1211(b), 1212(b), 1222(11).
    """
    line_7 = short_term_gain - carryover.short_term
    line_15 = long_term_gain - carryover.long_term
    line_16 = line_7 + line_15
    before = carryover.recognized
    recognized = greater_of(line_16 + before, before - loss_limit)
    income = recognized - before
    return ScheduleD(
        line_7=line_7,
        line_15=line_15,
        line_16=line_16,
        line_21=excess(-income),
        income=income,
        net_capital_gain=excess(income, excess(line_7)),
        recognized=recognized,
    )


def twenty_eight_percent_gain(
    schedule: ScheduleD, carryover: Carryover, section_1202_gain: Amount
) -> Amount:
    """Return the part of net capital gain that is taxed at up to 28% (dollars).

    Left out: collectibles.

    Args:
        schedule: This year's netting.
        carryover: Losses of earlier years.
        section_1202_gain: What section 1202 leaves to tax of gain within its cap.

    Source: 28% Rate Gain Worksheet lines 1 to 7; Schedule D Tax Worksheet lines 9 to
        12; IRC 1(h)(4).
    """
    if isinstance(section_1202_gain, float) and section_1202_gain == 0.0:
        return 0.0  # most households: nothing for the optimizer to bend on
    losses = carryover.long_term + excess(-schedule.line_7)
    return lesser_of(schedule.net_capital_gain, excess(section_1202_gain, losses))


def carryover_to_next_year(
    schedule: ScheduleD, taxable_income: Amount, loss_limit: float
) -> Carryover:
    """Return the losses that go on to the next year (dollars).

    The worksheet's line 4, the loss used up, is the smaller of the loss allowed and of
    taxable income (signed) with that loss added back; what was allowed and not used is
    carried on with the rest. On line 8 the limit may stand in for the loss allowed:
    where the two differ, the whole loss was deducted and nothing is left either way.

    Args:
        schedule: This year's netting.
        taxable_income: Before the floor at zero, dollars; alternative minimum taxable
            income for the AMT carryover.
        loss_limit: 3,000, or 1,500 for separate filers.

    Source: Capital Loss Carryover Worksheet of Schedule D, lines 1 to 13;
        IRC 1212(b).
    """
    line_3 = excess(taxable_income + schedule.line_21)
    line_4 = lesser_of(line_3, loss_limit)
    line_6 = excess(schedule.line_15)
    line_8 = excess(-schedule.line_7, line_4 + line_6)
    not_used = lesser_of(excess(-taxable_income), schedule.line_21)
    both = schedule.income - schedule.line_16 + not_used
    return Carryover(
        short_term=line_8,
        long_term=both - line_8,
        recognized=schedule.recognized + not_used,
    )
