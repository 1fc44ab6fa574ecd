"""What a result says of itself: its sentence, its table, its rows.

Knows neither tax nor the way a result was found.
"""
