"""How long does each stage take? Errors have no time and do not count."""

from collections.abc import Mapping, Sequence

import numpy as np

_ORDER = ("search", "read", "compose", "verify", "total")  # as they happen; others follow


def percentiles(times: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each stage that occurs, in milliseconds.

    ``times`` holds the milliseconds of each question's stages. Between two observations the
    percentile is interpolated linearly.
    """
    stages = dict.fromkeys((*_ORDER, *(stage for question in times for stage in question)))
    found = {stage: [t[stage] for t in times if stage in t] for stage in stages}
    return {
        stage: {
            name: round(float(np.percentile(values, share)), 3)
            for name, share in (("p50", 50), ("p95", 95))
        }
        for stage, values in found.items()
        if values
    }
