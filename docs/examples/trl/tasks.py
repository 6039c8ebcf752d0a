"""The lab's chained arithmetic for TRL: `3+8-2*9=` from left to right, modulo 10; answers end `#1.`

`alpharl train --algorithm sft --init tiny-128 --task chained-arithmetic --out BASE` makes a base, and
the shipped one is `alpharl train --task chained-arithmetic --steps 1 --out RUN`, RUN/step-0.
"""

import importlib.util
import os
import random
import re
import sys

ANSWER = re.compile(r"#(\d)\.?$")  # 3+8=1;#1.
STOP = 16  # the id of "." in the base's tokenizer.json


def problem(draw):
    text = str(draw.randrange(10))
    value = int(text)
    for _ in range(draw.randint(3, 5)):
        operator, digit = draw.choice("+-*"), draw.randrange(10)
        text += operator + str(digit)
        value = {"+": value + digit, "-": value - digit, "*": value * digit}[operator] % 10
    return text + "=", str(value)


def problems(count, seed):
    draw = random.Random(seed)
    return [problem(draw) for _ in range(count)]


def reward(prompts, completions, completion_ids=None, answer=None, **_):
    """TRL leaves special tokens out of the text, and the full stop is one: the ids tell that it came."""
    return [
        float(bool(found := ANSWER.search(text.strip())) and found.group(1) == gold and STOP in list(ids))
        for text, ids, gold in zip(completions, completion_ids, answer)
    ]


def load():
    """The task of $TASK, a file like this one; without it this one."""
    if "TASK" not in os.environ:
        return sys.modules[__name__]
    spec = importlib.util.spec_from_file_location("task", os.environ["TASK"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
