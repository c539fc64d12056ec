"""The measures, one file for each family; ``docs/evaluation.md`` defines them for readers."""
