"""A run of TRL's GRPOTrainer to be watched live; its rate may be multiplied after step 20.

    alpharl watch OUT --base BASE --until 40,idle=4m --json &
    OMP_NUM_THREADS=1 python watched.py BASE OUT [TIMES [SEED]]
"""

import sys

from datasets import Dataset
from transformers import AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

from tasks import load

base, out = sys.argv[1:3]
times = float(sys.argv[3]) if len(sys.argv) > 3 else 1
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 0


class Faster(TrainerCallback):
    def on_step_begin(self, args, state, control, optimizer=None, lr_scheduler=None, **_):
        if state.global_step == 20:
            lr_scheduler.base_lrs = [times * rate for rate in lr_scheduler.base_lrs]
            for group in optimizer.param_groups:
                group["lr"] *= times


task = load()
config = GRPOConfig(
    output_dir=out, max_steps=40, learning_rate=1e-4, lr_scheduler_type="constant",
    per_device_train_batch_size=64, num_generations=8, max_completion_length=40, temperature=1.0,
    save_steps=1, save_only_model=True, logging_steps=1, report_to="tensorboard", use_cpu=True, bf16=False,
    model_init_kwargs={"dtype": "float32"}, seed=seed, gradient_checkpointing=False, disable_tqdm=True)
problems = [{"prompt": text, "answer": gold} for text, gold in task.problems(20000, 1 + seed)]
GRPOTrainer(
    model=base, reward_funcs=task.reward, args=config, train_dataset=Dataset.from_list(problems),
    processing_class=AutoTokenizer.from_pretrained(base), callbacks=[Faster()]).train()
