"""One leg of verl's PPO trainer (GRPO, RLOO, DAPO … by your arguments) for `alpharl accelerate`.

    export VERL_ARGS='algorithm.adv_estimator=grpo actor_rollout_ref.rollout.name=vllm ...'
    export TRAIN=train.parquet BATCH=256
    alpharl accelerate --model BASE --trainer-command 'python leg.py' --learning-rate 1e-6 \
        --rollouts-per-step 2048 --validation-server 'python validator.py' --leg 5 --budget 40 --out RUN

`accelerate` sets ALPHARL_MODEL, _OUT, _STEPS, _FROM, _SEED and _LEARNING_RATE. Yours are VERL_ARGS (all
that your own command line gives verl, but what is set below), TRAIN (its train_files), BATCH (its
train_batch_size) and PYTHON (python3). Rollouts per step are BATCH times rollout.n.

verl starts anew in each leg: its optimizer's moments begin from nothing, and its checkpoints hold the
weights alone, as Hugging Face folders, for those are what the next leg and the validator load. A leg
trains on the next rows of one fixed shuffle of TRAIN, as a run in one piece would.
"""

import os
import pathlib
import shlex
import shutil
import subprocess
import sys

ENV = os.environ


def rows(total, start, steps, batch, seed=0):
    """The rows of steps start + 1 to start + steps: shuffles of all rows, one after the other."""
    import random

    order = []
    for epoch in range((start + steps) * batch // total + 1):
        shuffled = list(range(total))
        random.Random(1000 * seed + epoch).shuffle(shuffled)
        order += shuffled
    return order[start * batch : (start + steps) * batch]


def data(out):
    """The leg's rows as a file of their own, beside its checkpoints."""
    import pandas

    frame = pandas.read_parquet(ENV["TRAIN"])
    start, steps = int(ENV["ALPHARL_FROM"]), int(ENV["ALPHARL_STEPS"])
    file = out.parent / "train.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.iloc[rows(len(frame), start, steps, int(ENV["BATCH"]))].to_parquet(file)
    return file


def command(train, out):
    """verl's command line; the last value of an argument counts."""
    return [
        ENV.get("PYTHON", "python3"),
        "-m",
        "verl.trainer.main_ppo",
        *shlex.split(ENV.get("VERL_ARGS", "")),
        f"data.train_files={train}",
        f"data.train_batch_size={ENV['BATCH']}",
        "data.shuffle=False",
        f"actor_rollout_ref.model.path={ENV['ALPHARL_MODEL']}",
        f"actor_rollout_ref.actor.optim.lr={ENV['ALPHARL_LEARNING_RATE']}",
        "actor_rollout_ref.actor.checkpoint.save_contents=[hf_model]",
        f"trainer.total_training_steps={ENV['ALPHARL_STEPS']}",
        f"trainer.default_local_dir={out}",
        "trainer.save_freq=1",
        "trainer.resume_mode=disable",
        "trainer.val_before_train=False",
        "trainer.test_freq=-1",
    ]


def main():
    out = pathlib.Path(ENV["ALPHARL_OUT"])
    shutil.rmtree(out, ignore_errors=True)  # a killed leg is trained again from its start
    sys.exit(subprocess.run(command(data(out), out), check=False).returncode)


if __name__ == "__main__":
    main()
