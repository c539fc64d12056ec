"""Vectors, words and records of the passages, kept on disk in immutable generations."""
