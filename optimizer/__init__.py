"""How to choose: from a scenario to a proven plan."""
