"""Average the weights of trained readers: ``python -m qa.reader.average A.pt B.pt --out DIR``.

Networks trained on from one another lie close enough together that the mean of their weights is a
network too, and often a better one than each (Wortsman et al., 2022, "Model soups").
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qa.reader import checkpoint
from qa.reader.export import export
from qa.reader.network import Learner


def main(arguments: Sequence[str] | None = None) -> int:
    """Average checkpoints by command-line arguments; 2 where one cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.average", description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+", help="checkpoints of training runs")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and model")
    given = parser.parse_args(arguments)
    if missing := [str(file) for file in given.checkpoints if not file.is_file()]:
        print(f"There is no checkpoint {', '.join(missing)}.", file=sys.stderr)
        return 2
    given.out.mkdir(parents=True, exist_ok=True)
    learner = Learner(seed=0)
    learner.start(*given.checkpoints)
    checkpoint.save(learner, given.out, {})
    export(learner, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
