"""When tax is paid: payroll tax, withholding, estimated tax and its due dates.

Knows no form and no state.
"""
