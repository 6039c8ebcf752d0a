"""alpharl's grader as a reward function of TRL's GRPOTrainer.

    from reward import AlphaRlReward
    trainer = GRPOTrainer(model, reward_funcs=AlphaRlReward(), train_dataset=..., ...)

The data set needs a column with the gold answers (`answer` unless named otherwise). The grader runs
as one process beside the trainer, `alpharl grade --serve`, and ends with it. Run this file for a
check of the reward alone; with `--train` it trains a tiny model for two steps.
"""

import atexit
import json
import subprocess
import sys
import threading


class AlphaRlReward:
    """1.0 for an answer that equals the gold one, else 0.0."""

    def __init__(self, column="answer", benchmark="math500", command=("alpharl",)):
        self.__name__ = "alpharl_reward"  # TRL logs rewards under this name
        self.column = column
        self.lock = threading.Lock()
        self.process = subprocess.Popen(
            [*command, "grade", "--serve", "--benchmark", benchmark],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        atexit.register(self.close)

    def __call__(self, completions, **columns):
        request = {
            "golds": [str(gold) for gold in columns[self.column]],
            "answers": [self.text(completion) for completion in completions],
        }
        with self.lock:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the grader ended with exit code {self.process.wait()}")
        reply = json.loads(line)
        if "error" in reply:
            raise ValueError(reply["error"])
        return reply["scores"]

    @staticmethod
    def text(completion):
        """A text, or the messages of a conversation."""
        if isinstance(completion, str):
            return completion
        return "".join(message["content"] or "" for message in completion)

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait()


def train(reward):
    from datasets import Dataset
    from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM
    from trl import GRPOConfig, GRPOTrainer

    tokenizer = AutoTokenizer.from_pretrained(sys.argv[sys.argv.index("--train") + 1])
    sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2)
    heads = dict(num_attention_heads=2, num_key_value_heads=1, head_dim=16)
    model = Qwen3ForCausalLM(Qwen3Config(vocab_size=len(tokenizer), **sizes, **heads))
    rows = Dataset.from_dict({"prompt": ["1+1=", "2+1="] * 8, "answer": ["2", "3"] * 8})
    settings = dict(max_steps=2, num_generations=4, per_device_train_batch_size=8)
    settings |= dict(max_completion_length=8, use_cpu=True, bf16=False, report_to="none")
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=reward,
        processing_class=tokenizer,
        train_dataset=rows,
        args=GRPOConfig(output_dir="trl-check", logging_steps=1, save_strategy="no", **settings),
    )
    trainer.train()
    for line in trainer.state.log_history:
        print({key: line[key] for key in line if key.startswith("rewards/")})


if __name__ == "__main__":
    reward = AlphaRlReward()
    chat = [{"role": "assistant", "content": "Thus \\boxed{0.5}."}]
    assert reward(completions=["\\boxed{\\frac{1}{2}}", chat, "0.6"], answer=["1/2"] * 3) == [1, 1, 0]
    print("the reward grades")
    if "--train" in sys.argv:
        train(reward)
