"""Text that fits a terminal: widths, tables whose money is never cut, colors.

Knows no result and no command.
"""
