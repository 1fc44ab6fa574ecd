"""How firm a plan's first step is: what it is elsewhere, a fall, the price of limits.

It solves again and prices again, and knows nothing of how the result is shown.
"""
