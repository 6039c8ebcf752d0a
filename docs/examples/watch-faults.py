"""Plants faults into the weights of a finished run, for `alpharl watch --once`.

    python watch-faults.py RUN BASE OUT STEP

RUN holds checkpoints step-N or checkpoint-N, BASE is the base model. OUT gets one run a fault, which begins at the first
checkpoint after STEP: rate-x10, wrong-base, frozen, damaged-matrix, nan; and the healthy run again.
"""
import os
import re
import shutil
import sys

import torch
from safetensors.torch import load_file, save_file

run, base, out, at = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
steps = {}
for name in os.listdir(run):
    match = re.fullmatch(r"(?:step|checkpoint)-(\d+)", name)
    if match and int(match.group(1)) > 0:
        steps[int(match.group(1))] = os.path.join(run, name)
w0 = {k: v.float() for k, v in load_file(os.path.join(base, "model.safetensors")).items()}
last = max(step for step in steps if step <= at)
wk = {k: v.float() for k, v in load_file(os.path.join(steps[last], "model.safetensors")).items()}
matrix = sorted(k for k in wk if k.endswith("down_proj.weight"))[0]
torch.manual_seed(0)
noise = torch.randn_like(wk[matrix])
noise *= 3 * (wk[matrix] - w0[matrix]).norm() / noise.norm()


def damaged(w):
    return {k: v + noise if k == matrix else v for k, v in w.items()}


def nan(w):
    return {k: torch.full_like(v, float("nan")) if k == matrix else v for k, v in w.items()}


faults = {
    "healthy": lambda w: w,
    "rate-x10": lambda w: {k: wk[k] + 10 * (v - wk[k]) for k, v in w.items()},
    "wrong-base": lambda w: {k: w0[k] + (v - wk[k]) for k, v in w.items()},
    "frozen": lambda w: wk,
    "damaged-matrix": damaged,
    "nan": nan,
}
for fault, change in faults.items():
    for step, folder in steps.items():
        target = os.path.join(out, fault, "step-%d" % step)
        os.makedirs(target, exist_ok=True)
        shutil.copy(os.path.join(folder, "config.json"), target)
        w = load_file(os.path.join(folder, "model.safetensors"))
        kept = {k: v.dtype for k, v in w.items()}
        if step > at:
            w = change({k: v.float() for k, v in w.items()})
        w = {k: v.to(kept[k]).contiguous() for k, v in w.items()}
        save_file(w, os.path.join(target, "model.safetensors"), {"format": "pt"})
