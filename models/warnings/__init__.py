"""What a scenario may say, but probably does not mean.

Stops nothing, and knows no plan.
"""
