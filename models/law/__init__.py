"""Figures of the law, each with its source."""
