"""A plan as files for people: a page, a workbook, a calendar, rows.

Decides nothing and works out no tax; every number in them is one of `Report`.
"""
