"""Compares plain runs with controlled ones over learning rates, for docs/acceleration.md: prints tables and draws a chart.

Usage: python3 acceleration.py PLAIN CONTROLLED OUT.svg [--each], two folders of runs/SETTING-RATE-SEED (SETTING is easy or hard) and
log/SETTING-RATE-SEED.out, what the commands printed; plain runs with a decaying rate are SETTING-RATE-cosine-SEED. With --each a row for each seed.
"""
import json
import os
import re
import sys

RATES = {"easy": ["3e-6", "1e-5", "3e-5", "1e-4", "3e-4", "1e-3"], "hard": ["3e-5", "1e-4", "2.5e-4", "5e-4", "1e-3", "2e-3"]}
DECAYING = {"easy": ["1e-4", "3e-4", "1e-3"], "hard": ["5e-4", "1e-3", "2e-3"]}
STEPS = {"easy": 60, "hard": 120}
SEEDS = ["0", "1", "2"]
GOAL = 0.95


def lines(path):
    with open(path) as file:
        return file.read().split("\n")[:-1]


class Run:
    def __init__(self, folder, name, steps):
        root = os.path.join(folder, "runs", name)
        self.steps = steps
        self.scores = [(int(a), float(b)) for a, b, *_ in (line.split(",") for line in lines(f"{root}/scores.csv")[1:])]
        self.scores = [score for score in self.scores if score[0] <= steps]
        options = json.load(open(f"{root}/training.json"))["options"]
        each = options["prompts"] * options["samples"]
        self.training = {}
        total = 0
        for line in lines(f"{root}/metrics.jsonl"):
            step = json.loads(line)
            total += round(step["rounds"] * each)
            self.training[step["step"]] = total
        log = f"{root}/decisions.jsonl"
        self.decisions = [json.loads(line) for line in lines(log)] if os.path.exists(log) else []
        found = re.search(r"test accuracy \S+ -> (\S+)", open(os.path.join(folder, "log", name + ".out")).read())
        self.test = float(found.group(1)) if found and options["steps"] == steps else None

    def reached(self):
        return next((step for step, accuracy in self.scores if accuracy >= GOAL), None)

    def rollouts(self, step):
        """Training up to a step, and every search whose result the model there has."""
        search = sum(d["search"] for d in self.decisions if d["to"] <= step)
        return self.training[step] + search

    def final(self):
        return self.test if self.test is not None else self.scores[-1][1]


def load(folder, setting, rate, seed):
    names = [f"{setting}-{rate}-{seed}"] + ([f"dapo-{seed}"] if setting == "easy" and rate == "3e-5" else [])
    for name in names:
        if os.path.exists(os.path.join(folder, "log", name + ".done")):
            return Run(folder, name, STEPS[setting])
    return None


def shown(value, digits=None):
    return "–" if value is None else f"{value:,}" if digits is None else f"{value:.{digits}f}"


def moves(run):
    return ", ".join(f"{d['to']}: {d['accepted']}" for d in run.decisions if d["accepted"])


def each(setting, plain, controlled):
    print(f"\n### {setting}, {STEPS[setting]} steps\n")
    print("| rate, seed | plain: test | steps to .95 | rollouts to .95 | controlled: test | steps to .95 | rollouts to .95 | searches | accepted | rate at the end |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for rate in RATES[setting]:
        for seed in SEEDS:
            cells = []
            for run in (plain.get((rate, seed)), controlled.get((rate, seed))):
                step = run.reached() if run else None
                cells += [shown(run.final() if run else None, 3) + ("" if not run or run.test is not None else "*"), shown(step), shown(run.rollouts(step) if step else None)]
            run = controlled.get((rate, seed))
            if run:
                last = run.decisions[-1]
                share = last["searchSoFar"] / (last["searchSoFar"] + last["trainingSoFar"])
                cells += [f"{100 * share:.1f} %", moves(run) or "none", f"× {last['nextRateFactor']:g}"]
            else:
                cells += ["–"] * 3
            if run or plain.get((rate, seed)):
                print(f"| {rate}, {seed} | " + " | ".join(cells) + " |")


def mean(values, digits, count=None):
    """The mean and its standard error; what some of the seeds lack is said."""
    there = [value for value in values if value is not None]
    if not there:
        return "–" if not values else f"none of {len(values)}"
    average = sum(there) / len(there)
    error = (sum((v - average) ** 2 for v in there) / (len(there) - 1) / len(there)) ** 0.5 if len(there) > 1 else None
    text = f"{average:,.{digits}f}" + ("" if error is None else f" ± {error:,.{digits}f}")
    return text + ("" if len(there) == (count or len(values)) else f" ({len(there)} of {count or len(values)})")


def summary(setting, plain, controlled):
    print(f"\n### {setting}, {STEPS[setting]} steps, seeds {', '.join(SEEDS)}\n")
    print("| rate | plain: test | steps to .95 | rollouts to .95 | controlled: test | steps to .95 | rollouts to .95 | searches | rate at the end |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for rate in RATES[setting] + [rate + "-cosine" for rate in DECAYING[setting]]:
        cells = []
        for side in (plain, controlled):
            runs = [run for run in (side.get((rate, seed)) for seed in SEEDS) if run]
            steps = [run.reached() for run in runs]
            rollouts = [run.rollouts(step) if step else None for run, step in zip(runs, steps)]
            cells += [mean([run.final() for run in runs], 3, len(SEEDS)) if runs else "–", mean(steps, 0), mean(rollouts, 0)]
        runs = [run for run in (controlled.get((rate, seed)) for seed in SEEDS) if run]
        shares = [d[-1]["searchSoFar"] / (d[-1]["searchSoFar"] + d[-1]["trainingSoFar"]) for d in (run.decisions for run in runs)]
        cells += [f"{100 * sum(shares) / len(shares):.1f} %" if runs else "–"]
        cells += [", ".join(f"× {run.decisions[-1]['nextRateFactor']:g}" for run in runs) or "–"]
        print(f"| {rate.replace('-cosine', ', cosine')} | " + " | ".join(cells) + " |")


def text(x, y, anchor, size, words, fill="#1f2933"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{words}</text>'


def panel(left, top, title, rates, low, high, ticks, series, missing):
    width, height = 330, 190
    out = [text(left, top - 12, "start", 13, title)]
    for tick in ticks:
        y = top + height * (1 - (tick - low) / (high - low))
        out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="#d5dbe1"/>')
        out.append(text(left - 6, y + 4, "end", 10, f"{tick:g}"))
    place = {rate: left + 20 + (width - 40) * i / (len(rates) - 1) for i, rate in enumerate(rates)}
    for rate in rates:
        out.append(text(place[rate], top + height + 16, "middle", 10, rate))
    for colour, points in series:
        means = []
        for rate in rates:
            values = [missing if v is None else v for v in points.get(rate, [])]
            for value in values:
                y = top + height * (1 - (min(high, max(low, value)) - low) / (high - low))
                out.append(f'<circle cx="{place[rate]:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>')
            if values:
                mean = sum(values) / len(values)
                y = top + height * (1 - (min(high, max(low, mean)) - low) / (high - low))
                means.append(f"{place[rate]:.1f},{y:.1f}")
        out.append(f'<polyline points="{" ".join(means)}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
    return out


def main(plain_folder, controlled_folder, target, how="--summary"):
    body = ['<rect width="800" height="540" fill="#ffffff"/>']
    body.append(text(50, 20, "start", 12, "plain", "#d1495b") + text(90, 20, "start", 12, "controlled", "#0b6fb8"))
    for row, setting in enumerate(RATES):
        runs = [{}, {}]
        for side, folder in enumerate((plain_folder, controlled_folder)):
            for rate in RATES[setting] + [rate + "-cosine" for rate in DECAYING[setting]]:
                for seed in SEEDS:
                    run = load(folder, setting, rate, seed)
                    if run:
                        runs[side][rate, seed] = run
        (each if how == "--each" else summary)(setting, *runs)
        colours = ["#d1495b", "#0b6fb8"]
        finals = [(c, {r: [run.final() for (rate, _), run in side.items() if rate == r] for r in RATES[setting]}) for c, side in zip(colours, runs)]
        counted = [(c, {r: [run.reached() for (rate, _), run in side.items() if rate == r] for r in RATES[setting]}) for c, side in zip(colours, runs)]
        top = 62 + row * 255
        last = STEPS[setting]
        body += panel(50, top, f"{setting}: test accuracy after {last} steps, by inner learning rate", RATES[setting], 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1], finals, None)
        body += panel(440, top, f"{setting}: steps to .95 (top: not within {last})", RATES[setting], 0, last, [last * i / 4 for i in range(5)], counted, last)
    with open(target, "w") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 540" width="800" height="540" font-family="system-ui, sans-serif">\n')
        file.write("\n".join(body) + "\n</svg>\n")


main(*sys.argv[1:])
