"""Briefings: a person's own writing between quotes that are checked, kept by the browser."""
