"""How many later scores the 95 % interval of `alpharl forecast` holds, by window.

    python3 docs/benchmarks/forecast_coverage.py ALPHARL RUN... [--windows 20,40,60]

ALPHARL is the launcher; each RUN a run with its scores.csv to the end. Prints a table of hits by run
and window, and two means: over all scores, and over runs, each run counting once.
"""

import json
import subprocess
import sys


def forecast(alpharl, run, window):
    command = [alpharl, "forecast", run, "--window", f"{window}%", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    found = json.loads(done.stdout)
    return found["laterWithin"], found["laterScores"]


def main(words):
    windows = [20, 40, 60]
    if "--windows" in words:
        at = words.index("--windows")
        windows = [int(w) for w in words[at + 1].split(",")]
        words = words[:at] + words[at + 2 :]
    alpharl, runs = words[0], words[1:]
    print("| run | " + " | ".join(f"{w} %" for w in windows) + " |")
    print("| --- " * (len(windows) + 1) + "|")
    all_hits = {w: [] for w in windows}
    for run in runs:
        cells = []
        for window in windows:
            hits = forecast(alpharl, run, window)
            cells.append("–" if hits is None else f"{hits[0]}/{hits[1]}")
            if hits is not None and hits[1] > 0:
                all_hits[window].append(hits)
        print(f"| {run.rstrip('/').split('/')[-1]} | " + " | ".join(cells) + " |", flush=True)
    scores = [sum(h for h, _ in hits) / max(1, sum(n for _, n in hits)) for hits in all_hits.values()]
    means = [sum(h / n for h, n in hits) / max(1, len(hits)) for hits in all_hits.values()]
    print("| all scores | " + " | ".join(f"{s:.3f}" for s in scores) + " |")
    print("| mean over runs | " + " | ".join(f"{m:.3f}" for m in means) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
