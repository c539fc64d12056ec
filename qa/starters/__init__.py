"""Questions to start with, taken from the documents themselves by rules; no list, no model."""
