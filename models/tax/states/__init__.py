"""State income tax: rules by kind, not by state."""
