"""A plan over outcomes as text: now, then if, the bet, and what it is worth.

Works out nothing; every figure comes with the result.
"""
