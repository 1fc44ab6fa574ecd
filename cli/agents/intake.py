"""The prompt that has an agent ask the user for what a scenario needs.

It lists questions and gives no figure: a date that nobody said is no date.
"""

INTAKE = """\
Help me plan my incentive stock options with isoplan. Ask me for what the scenario file
needs, a few questions at a time, and write the file from my answers alone.

Rules, which hold however I answer:
- Never invent a date, a strike, a number of shares, a price, an income or a state, and
  never take one from an example. If I do not know one, say where it stands: grant
  agreement, Form 3921, equity portal, 409A notice, pay stub, last year's Forms 1040,
  6251 and 8801.
- Today's date is no answer either: ask from which day on I can act (plan.start).
- What I guess is an assumption: say so beside every result, and offer to try another.
- Leave out what I do not have; every field has its default in isoplan://fields/scenario.

Ask for, in this order:
1. plan: the first day on which something can be decided (start) and the last year
   (last_year); and, as the law's figures end with {last_year}, my guess of inflation.
2. grants, each: name, the day it was granted (granted_on), the day it expires
   (expires_on), shares, strike, and vesting (first day, months, cliff; or days).
   Have I exercised or sold any since? Then the days, numbers and prices (events, lots).
3. market: what a share is worth today and from which notice; what I expect and when;
   the first day on which shares can be sold, a lock-up, a tender offer.
4. household: filing_status by year, wages by year without the options, other income,
   deductions beyond the standard one, the state I live in and any move, the minimum tax
   credit of my last Form 8801 line 26, losses carried over.
5. cash that I can spend on exercises and tax; whether I would borrow.
6. When I leave the company, if I know; other shares or units of it that I hold.
7. preferences: no AMT, few trades, a limit on what is at stake.

Then call check with the scenario, show me all problems, and ask again until there is
none. Read its warnings and assumptions.left_out to me before you call plan. Give me the
first step, what it costs, what is proven, and what happens if the share falls. isoplan
computes; it gives no tax advice, and neither do you.
"""


def intake(last_year: int, told: str = "") -> str:
    """Return the prompt.

    Args:
        last_year: Of the law's published figures.
        told: What the user has said already, if anything.
    """
    text = INTAKE.format(last_year=last_year)
    if not told.strip():
        return text
    return f"{text}\nThis much I have said; ask only for what is missing:\n{told}\n"
