"""Draws validation accuracy over the steps, a panel for each group of runs, for docs/lab.md.

Usage: python3 lab_curves.py OUT.svg TITLE=RUN,RUN,... [TITLE=RUN,...] where RUN is a run's directory with scores.csv.
"""
import os
import sys

WIDTH, HEIGHT, LEFT, TOP, COLUMNS = 300, 200, 44, 34, 3
COLOURS = ["#0b6fb8", "#d1495b", "#2e933c", "#8e6bbf"]


def scores(run):
    with open(os.path.join(run, "scores.csv")) as file:
        rows = [line.split(",") for line in file.read().split()[1:]]
    return [(int(row[0]), float(row[1])) for row in rows]


def text(x, y, anchor, size, words):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#1f2933">{words}</text>'


def panel(index, title, runs):
    left, top = index % COLUMNS * WIDTH + LEFT, index // COLUMNS * HEIGHT + TOP
    width, height = WIDTH - LEFT - 16, HEIGHT - TOP - 34
    out = [text(left, top - 12, "start", 13, title)]
    for tick in range(6):
        y = top + height * (1 - tick / 5)
        out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="#d5dbe1"/>')
        out.append(text(left - 6, y + 4, "end", 10, f"{tick / 5:.1f}"))
    curves = [scores(run) for run in runs]
    last = max(step for curve in curves for step, _ in curve)
    out.append(text(left, top + height + 15, "middle", 10, "0"))
    out.append(text(left + width, top + height + 15, "middle", 10, last))
    for curve, colour in zip(curves, COLOURS):
        points = " ".join(f"{left + width * s / last:.1f},{top + height * (1 - a):.1f}" for s, a in curve)
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    return out


def main(target, groups):
    rows = -(-len(groups) // COLUMNS)
    size = f'viewBox="0 0 {COLUMNS * WIDTH} {rows * HEIGHT}" width="{COLUMNS * WIDTH}" height="{rows * HEIGHT}"'
    body = [f'<rect width="{COLUMNS * WIDTH}" height="{rows * HEIGHT}" fill="#ffffff"/>']
    for index, group in enumerate(groups):
        title, runs = group.split("=", 1)
        body += panel(index, title, runs.split(","))
    with open(target, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif">\n')
        file.write("\n".join(body) + "\n</svg>\n")


main(sys.argv[1], sys.argv[2:])
