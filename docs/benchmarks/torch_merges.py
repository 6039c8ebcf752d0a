#!/usr/bin/env python3
"""Compares `alpharl export` with the mergers that people use today, byte for byte.

    python torch_merges.py ALPHARL VERL FOLDER...

ALPHARL  the command (or a script that runs it)
VERL     a checkout of verl's sources: its FSDPModelMerger itself is run, with stand-ins for the
         imports that it does not need for merging
FOLDER   real files, such as data/torch-shards/torch-2.14.1: each case in it that verl's merger or
         `accelerate merge-weights` reads is merged both ways

Needs torch, accelerate and safetensors. Prints one line a case and ends with 1 where bytes differ.
"""
import json, shutil, subprocess, sys, tempfile, types
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file


def verl_merger(sources):
    for name in ("verl", "verl.utils", "verl.model_merger"):
        module = types.ModuleType(name)
        module.__path__ = [str(Path(sources, *name.split(".")))]
        sys.modules[name] = module
    sys.modules["verl.utils"].hf_processor = sys.modules["verl.utils"].hf_tokenizer = None
    for name in ("AutoModelForVision2Seq",):  # transformers 5 has it no more; only saving needs it
        if not hasattr(transformers, name):
            setattr(transformers, name, None)
    from verl.model_merger.fsdp_model_merger import FSDPModelMerger

    class Merger(FSDPModelMerger):
        def __init__(self, folder):
            self.config = types.SimpleNamespace(local_dir=str(folder))

        def merged(self):
            world = self._get_world_size()
            mesh, names = self._extract_device_mesh_info(self._load_rank_zero_state_dict(world), world)
            shards, shape = self._calculate_shard_configuration(mesh, names)
            return self._load_and_merge_state_dicts(world, shards, shape, names)

    return Merger


def exported(alpharl, case, base, out, *more):
    run = subprocess.run([alpharl, "export", str(case), "--base", str(base), "--out", str(out), *more],
                         capture_output=True, text=True)
    return load_file(out / "model.safetensors") if run.returncode == 0 else run.stderr.strip().split("\n")[-1]


def difference(found, due):
    if isinstance(found, str):
        return "refused: " + found[:200]
    names = set(due) - set(found)
    if set(found) - set(due) or any(not n.endswith("lm_head.weight") for n in names):
        return f"other names: {sorted(set(found) ^ set(due))[:3]}"
    odd = [n for n, t in found.items()
           if t.dtype != due[n].dtype or t.shape != due[n].shape
           or not torch.equal(t.contiguous().view(torch.uint8), due[n].contiguous().view(torch.uint8))]
    return f"{len(odd)} tensors differ: {odd[:3]}" if odd else ""


def main():
    alpharl, sources, *folders = sys.argv[1:]
    Merger = verl_merger(sources)
    work = Path(tempfile.mkdtemp())
    counts = {"equal": 0, "unread": 0, "different": 0}
    for home in map(Path, folders):
        base = work / ("base-" + home.name)
        base.mkdir()
        (base / "config.json").write_text(json.dumps({"model_type": "qwen3", "tie_word_embeddings": False}))
        shutil.copy(home / "fsdp2-w3.expected.safetensors", base / "model.safetensors")
        for expected in sorted(home.glob("*.expected.safetensors")):
            case = home / expected.name.removesuffix(".expected.safetensors")
            out, more = work / (home.name + "-" + case.name), ()
            try:
                if (case / "fsdp_config.json").exists():
                    by, more = "verl.model_merger", ("--dtype", "bf16")
                    due = Merger(case).merged()
                elif list(case.rglob(".metadata")):
                    by = "accelerate merge-weights"
                    from accelerate.utils import merge_fsdp_weights
                    inner = next(case.rglob(".metadata")).parent
                    merge_fsdp_weights(str(inner), str(work / "merged"))
                    due = load_file(work / "merged" / "model.safetensors")
                else:
                    continue
            except BaseException as e:  # torch raises its CheckpointException as one
                counts["unread"] += 1
                print(f"{home.name}/{case.name}: {by} cannot read it: {type(e).__name__}: {str(e)[:120]}")
                continue
            what = difference(exported(alpharl, case, base, out, *more), due)
            counts["different" if what else "equal"] += 1
            print(f"{home.name}/{case.name}: {by}: {what or f'the same bytes, {len(due)} tensors'}", flush=True)
    shutil.rmtree(work)
    print(counts)
    sys.exit(1 if counts["different"] else 0)


main()
