"""A plan over outcomes as files for people: a page, a workbook, a calendar, rows.

Decides nothing and works out no tax; its numbers are those of `OutcomesReport`.
"""
