"""One leg of TRL's GRPOTrainer for `alpharl accelerate`: full weights, or LoRA with LORA_RANK.

    alpharl accelerate --model BASE --trainer-command 'python leg.py' --learning-rate 1e-5 \
        --rollouts-per-step 256 --validation-server 'python validator.py' --budget 20 --out RUN

`accelerate` sets ALPHARL_MODEL, _OUT, _STEPS, _FROM, _SEED, _LEARNING_RATE and _JUMPED. Yours are
TASK (a Python file with problems(n, seed) and reward(...); tasks.py is one), TOKENIZER (the base;
the checkpoints of a jump have its files, too), SAMPLES (8), PROMPTS (32), LORA_RANK (none) and
MOMENTS: `reset` (the default) starts the optimizer from nothing in every leg that follows a jump and
keeps its moments from leg to leg otherwise; `keep` always keeps them.
"""

import json
import os
import pathlib
import shutil
import sys

import torch
from datasets import Dataset
from transformers import AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

from tasks import load

ENV = os.environ
OUT = pathlib.Path(ENV["ALPHARL_OUT"])
STEPS, START = int(ENV["ALPHARL_STEPS"]), int(ENV["ALPHARL_FROM"])
RATE = float(ENV["ALPHARL_LEARNING_RATE"])
SAMPLES, PROMPTS = int(ENV.get("SAMPLES", 8)), int(ENV.get("PROMPTS", 32))
MOMENTS = OUT.parent.parent / "moments"  # beside the legs: it survives a repeat of this one


def settings():
    return GRPOConfig(
        output_dir=str(OUT),
        max_steps=STEPS,
        learning_rate=RATE,
        lr_scheduler_type="constant",  # the pace is accelerate's business
        per_device_train_batch_size=PROMPTS * SAMPLES,
        num_generations=SAMPLES,
        max_completion_length=int(ENV.get("MAX_TOKENS", 40)),
        temperature=1.0,
        save_steps=1,
        save_only_model=True,  # the moments of the last step are kept below
        logging_steps=1,
        report_to="none",
        disable_tqdm=True,  # no bars on accelerate's standard error
        use_cpu=not torch.cuda.is_available(),
        bf16=False,
        model_init_kwargs={"dtype": "float32"},
        seed=int(ENV["ALPHARL_SEED"]) % 2**31,
    )


def adapter():
    """With LORA_RANK the trained weights are merged at the leg's end, so that legs can be mixed."""
    if "LORA_RANK" not in ENV:
        return None
    from peft import LoraConfig

    rank = int(ENV["LORA_RANK"])
    return LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear")


def moments(trainer):
    """Those of the step before, unless the leg starts from another model than that step's."""
    before = MOMENTS / f"{START}.pt"
    lora = "LORA_RANK" in ENV  # a merged leg starts with new matrices, to which no moments belong
    fresh = ENV["ALPHARL_JUMPED"] == "1" and ENV.get("MOMENTS", "reset") == "reset"
    if lora or fresh or not before.exists():
        return
    trainer.create_optimizer()
    trainer.optimizer.load_state_dict(torch.load(before))
    for group in trainer.optimizer.param_groups:
        group["lr"] = group["initial_lr"] = RATE


def keep(trainer):
    MOMENTS.mkdir(parents=True, exist_ok=True)
    to = MOMENTS / f"{START + STEPS}.pt"
    torch.save(trainer.optimizer.state_dict(), to.with_suffix(".new"))
    to.with_suffix(".new").rename(to)


def merge(trainer, tokenizer):
    model = trainer.model.merge_and_unload()
    for step in OUT.glob("checkpoint-*"):
        shutil.rmtree(step)  # adapters of a base that the next leg does not have
    model.save_pretrained(OUT / f"checkpoint-{STEPS}")
    tokenizer.save_pretrained(OUT / f"checkpoint-{STEPS}")


def main():
    shutil.rmtree(OUT, ignore_errors=True)  # a killed leg is trained again from its start
    its = load()
    rows = [{"prompt": p, "answer": a} for p, a in its.problems(PROMPTS * STEPS, 1000 + START)]
    tokenizer = AutoTokenizer.from_pretrained(ENV.get("TOKENIZER", ENV["ALPHARL_MODEL"]))
    trainer = GRPOTrainer(
        model=ENV["ALPHARL_MODEL"],
        reward_funcs=its.reward,
        args=settings(),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=adapter(),
    )
    moments(trainer)
    trainer.train()
    keep(trainer)
    if "LORA_RANK" in ENV:
        merge(trainer, tokenizer)
    rewards = [line["reward"] for line in trainer.state.log_history if "reward" in line]
    print(json.dumps({"leg": ENV["ALPHARL_LEG"], "rate": RATE, "rewards": rewards}), file=sys.stderr)


if __name__ == "__main__":
    main()
