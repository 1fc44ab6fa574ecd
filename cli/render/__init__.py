"""Tables and JSON for the terminal."""
