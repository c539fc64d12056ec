"""Documents, their sentences and their passages, each addressed by character offsets."""
