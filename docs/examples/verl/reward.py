"""alpharl's grader as verl's custom reward function.

Start the grader once on every node that computes rewards:

    alpharl grade --http 8123

and give verl this file:

    custom_reward_function.path=reward.py custom_reward_function.name=compute_score

verl calls `compute_score` in several processes, for one answer at a time; the grader answers all
of them. ALPHARL_GRADER changes the address.
"""

import http.client
import json
import os
import threading
import urllib.parse

ADDRESS = urllib.parse.urlparse(os.environ.get("ALPHARL_GRADER", "http://127.0.0.1:8123"))

# verl's data_source, and the benchmark whose way of grading fits; others are graded as MATH.
BENCHMARKS = {"openai/gsm8k": "gsm8k", "aime": "aime24", "math_dapo": "math500"}

local = threading.local()


def post(body):
    """Sends `body` over this thread's connection, anew where the old one was dropped."""
    for attempt in (1, 2):
        connection = getattr(local, "connection", None) or http.client.HTTPConnection(ADDRESS.netloc)
        local.connection = connection
        try:
            connection.request("POST", "/grade", body, {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            connection.close()
            local.connection = None
            if attempt == 2:
                raise


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
    """1.0 where the answer equals the ground truth, else 0.0."""
    case = {"gold": str(ground_truth), "answer": solution_str}
    case["benchmark"] = BENCHMARKS.get(data_source, "math500")
    reply = post(json.dumps(case).encode())
    if "error" in reply:
        raise ValueError(reply["error"])
    return reply["score"]


if __name__ == "__main__":
    assert compute_score("openai/gsm8k", "We add.\n#### 1,234", "1234") == 1.0
    assert compute_score("math_dapo", "Answer: \\frac12", "1/2") == 1.0
    assert compute_score("math_dapo", "Answer: 3", "1/2") == 0.0
    print("the reward grades")
