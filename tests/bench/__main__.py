"""``python -m tests.bench [--only NAME]``: run the benchmarks and write their figures."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

from tests import bench
from tests.bench.harness import write


def figures() -> dict[str, object]:
    """Every benchmark by name: the modules of this folder that have a NAME."""
    found = {}
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name in ("__main__", "bare_app", "rows"):
            continue
        loaded = importlib.import_module(f"tests.bench.{module.name}")
        if hasattr(loaded, "NAME"):
            found[loaded.NAME] = loaded
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure Visavis beside bare baselines.")
    parser.add_argument("--only", default="", help="names, separated by commas")
    wanted = [name for name in parser.parse_args().only.split(",") if name]
    known = figures()
    if unknown := set(wanted) - set(known):
        print(f"No such benchmark: {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
        return 2
    over = 0
    for name in wanted or known:
        print(f"{name} …", flush=True)
        results = known[name].run()  # type: ignore[attr-defined]
        write(results)
        for figure in results:
            verdict = "within" if figure.ok else "OVER"
            print(f"  {figure.name}: {figure.value} {figure.unit} ({figure.budget}: {verdict})")
            over += not figure.ok
    print(f"Written to build/bench.json and docs/benchmarks.md; {over} over budget.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
