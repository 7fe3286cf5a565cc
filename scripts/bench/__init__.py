"""The benchmark suite: `python -m scripts.bench` measures a node of its own, and other servers beside it."""
