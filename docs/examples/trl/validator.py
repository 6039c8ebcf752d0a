"""A validation that stays up, for `alpharl accelerate --validation-server 'python validator.py'`.

One line {"model": DIR, "from": N, "count": N} in, one line [1, 0, ...] out. Problem i depends on i
alone, and no training or test problem is among them: it has a seed of its own range. TASK and
TOKENIZER are those of leg.py; answers are drawn at temperature 0.6.
"""

import json
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from tasks import load

logging.disable_progress_bar()
FIRST_SEED = 10_000_000
LONGEST = int(os.environ.get("MAX_TOKENS", 40)) + 1


def answers(its, model, tokenizer, first, count):
    problems = [its.problems(1, FIRST_SEED + i)[0] for i in range(first, first + count)]
    torch.manual_seed(first)
    batch = tokenizer([p for p, _ in problems], return_tensors="pt", padding=True)
    batch.pop("token_type_ids", None)
    batch = batch.to(model.device)
    with torch.no_grad():
        drawn = model.generate(
            **batch, max_new_tokens=LONGEST, do_sample=True, temperature=0.6, top_k=0, top_p=1.0
        )
    ids = [row[batch.input_ids.shape[1] :].tolist() for row in drawn]
    texts = tokenizer.batch_decode(ids, skip_special_tokens=True)
    golds = [gold for _, gold in problems]
    rewards = its.reward(prompts=None, completions=texts, completion_ids=ids, answer=golds)
    return [int(reward > 0.5) for reward in rewards]


def main():
    its = load()
    tokenizers = {}
    for line in sys.stdin:
        asked = json.loads(line)
        home = os.environ.get("TOKENIZER", asked["model"])
        if home not in tokenizers:
            tokenizers[home] = AutoTokenizer.from_pretrained(home, padding_side="left")
        model = AutoModelForCausalLM.from_pretrained(asked["model"], dtype="float32")
        if torch.cuda.is_available():
            model = model.cuda()
        its_answers = answers(its, model, tokenizers[home], asked["from"], asked["count"])
        print(json.dumps(its_answers), flush=True)


if __name__ == "__main__":
    main()
