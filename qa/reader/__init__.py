"""Readers: what bears on a question in the passages found for it, and whether anything does."""
