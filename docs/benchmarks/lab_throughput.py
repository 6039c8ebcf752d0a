"""The work of lab's Throughput (sampling and one policy-gradient step) in plain PyTorch, for docs/performance-lab.md.

Usage: python3 lab_throughput.py MODEL_DIR ROUNDS. Counts the CPU time of the process, all its threads. Needs torch alone.
"""
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its pool is beside torch's, and set_num_threads does not reach it
import json
import random
import struct
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
directory, rounds = sys.argv[1], int(sys.argv[2])
config = json.load(open(directory + "/config.json"))
H, KV, E = config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"]
G, D, LAYERS, EPS = H // KV, config["hidden_size"], config["num_hidden_layers"], config["rms_norm_eps"]


def load(path):
    raw = open(path, "rb").read()
    (n,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + n])
    header.pop("__metadata__", None)
    out = {}
    for name, entry in header.items():
        a, b = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(raw[8 + n + a : 8 + n + b]), dtype=torch.bfloat16)
        out[name] = flat.float().view(entry["shape"]).clone()
    return out


W = load(directory + "/model.safetensors")
trained = [n for n in W if "_proj" in n]
for name in trained:
    W[name].requires_grad_(True)
angles = torch.outer(torch.arange(128).float(), 10000.0 ** (-torch.arange(0, E, 2).float() / E))
COS, SIN = torch.cat([angles.cos()] * 2, 1), torch.cat([-angles.sin(), angles.sin()], 1)


def norm(x, w):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPS) * w


def rotate(x, positions):
    return x * COS[positions].unsqueeze(-2) + torch.roll(x, E // 2, -1) * SIN[positions].unsqueeze(-2)


def forward(ids, positions, mask, cache=None, at=0):
    x = F.embedding(ids, W["model.embed_tokens.weight"])
    b, t = ids.shape
    for layer in range(LAYERS):
        p = f"model.layers.{layer}."
        y = norm(x, W[p + "input_layernorm.weight"])
        q = norm(F.linear(y, W[p + "self_attn.q_proj.weight"]).view(b, t, H, E), W[p + "self_attn.q_norm.weight"])
        k = norm(F.linear(y, W[p + "self_attn.k_proj.weight"]).view(b, t, KV, E), W[p + "self_attn.k_norm.weight"])
        v = F.linear(y, W[p + "self_attn.v_proj.weight"]).view(b, t, KV, E).transpose(1, 2)
        q, k = rotate(q, positions), rotate(k, positions).transpose(1, 2)
        if cache is not None:
            cache[layer][0][:, :, at : at + t], cache[layer][1][:, :, at : at + t] = k, v
            k, v = cache[layer][0][:, :, : at + t], cache[layer][1][:, :, : at + t]
        q = q.view(b, t, KV, G, E).permute(0, 2, 3, 1, 4).reshape(b, KV, G * t, E)
        scores = torch.softmax(q @ k.transpose(-1, -2) / E**0.5 + mask, -1) @ v
        mixed = scores.view(b, KV, G, t, E).permute(0, 3, 1, 2, 4).reshape(b, t, H * E)
        x = x + F.linear(mixed, W[p + "self_attn.o_proj.weight"])
        y = norm(x, W[p + "post_attention_layernorm.weight"])
        inner = F.silu(F.linear(y, W[p + "mlp.gate_proj.weight"])) * F.linear(y, W[p + "mlp.up_proj.weight"])
        x = x + F.linear(inner, W[p + "mlp.down_proj.weight"])
    return norm(x, W["model.norm.weight"])


BANS = torch.zeros(19)
BANS[17:] = -1e9


@torch.no_grad()
def generate(prompts, samples, most=41):
    width = max(map(len, prompts))
    pad = torch.tensor([width - len(p) for p in prompts])
    ids = torch.tensor([[0] * (width - len(p)) + p for p in prompts])
    column = torch.arange(width)
    seen = (column[None, :] <= column[:, None]) & (column[None, None, :] >= pad[:, None, None])
    seen |= torch.eye(width, dtype=torch.bool)
    mask = torch.zeros(seen.shape).masked_fill(~seen, float("-inf")).unsqueeze(1).repeat(1, 1, G, 1)
    cache = [[torch.empty(len(prompts), KV, width + most, E) for _ in "kv"] for _ in range(LAYERS)]
    hidden = forward(ids, (column - pad[:, None]).clamp(min=0), mask, cache)[:, -1]
    rows = torch.arange(len(prompts)).repeat_interleave(samples)
    cache = [[c.index_select(0, rows) for c in pair] for pair in cache]
    hidden, pad, live = hidden[rows], pad[rows], list(range(len(rows)))
    answers = [([], []) for _ in rows]
    for at in range(width, width + most):
        logs = torch.log_softmax(F.linear(hidden, W["lm_head.weight"]) + BANS, -1)
        token = torch.multinomial(logs.exp(), 1)
        log = logs.gather(1, token)
        keep = []
        for i, (t, l) in enumerate(zip(token.flatten().tolist(), log.flatten().tolist())):
            answers[live[i]][0].append(t)
            answers[live[i]][1].append(l)
            if t != 16:
                keep.append(i)
        if not keep or at == width + most - 1:
            break
        if len(keep) < len(live):
            index = torch.tensor(keep)
            cache = [[c.index_select(0, index) for c in pair] for pair in cache]
            token, pad, live = token[index], pad[index], [live[i] for i in keep]
        mask = torch.zeros(len(live), 1, 1, at + 1).masked_fill(
            (torch.arange(at + 1)[None, :] < pad[:, None])[:, None, None], float("-inf"))
        hidden = forward(token, (at - pad)[:, None], mask, cache, at)[:, 0]
    return answers


def train(prompts, answers, samples):
    rows = [(prompts[i // samples], *a) for i, a in enumerate(answers)]
    rows.sort(key=lambda r: len(r[0]) + len(r[1]))
    part, parts = [], []
    for row in rows:
        if part and (len(part) + 1) * (len(row[0]) + len(row[1])) > 4096:
            parts.append(part)
            part = []
        part.append(row)
    for part in parts + [part]:
        width = max(len(p) + len(a) for p, a, _ in part)
        ids = torch.tensor([p + a + [0] * (width - len(p) - len(a)) for p, a, _ in part])
        where = torch.tensor([i * width + len(p) + t - 1 for i, (p, a, _) in enumerate(part) for t in range(len(a))])
        target = torch.tensor([t for _, a, _ in part for t in a])
        old = torch.tensor([l for _, _, log in part for l in log])
        mask = torch.full((width, width), float("-inf")).triu(1).repeat(G, 1)
        hidden = forward(ids, torch.arange(width), mask).flatten(0, 1).index_select(0, where)
        logs = torch.log_softmax(F.linear(hidden, W["lm_head.weight"]) + BANS, -1)
        ratio = (logs.gather(1, target[:, None]).squeeze(1) - old).clamp(-20, 20).exp()
        entropy = -(logs.exp() * logs).sum(-1)
        float(entropy.sum())
        torch.maximum(-0.1 * ratio, -0.1 * ratio.clamp(0.8, 1.2)).mul(1e-4).sum().backward()
    norm_ = sum(float(W[n].grad.norm()) ** 2 for n in trained) ** 0.5
    optimizer.step()
    optimizer.zero_grad()
    return norm_


optimizer = torch.optim.AdamW([W[n] for n in trained], lr=1e-9, weight_decay=0)
VOCABULARY = "0123456789+-*=;#."
for round_ in range(rounds):
    rng = random.Random(round_)
    prompts = []
    for _ in range(64):
        text = str(rng.randrange(10))
        for _ in range(rng.randrange(3, 6)):
            text += rng.choice("+-*") + str(rng.randrange(10))
        prompts.append([17] + [VOCABULARY.index(c) for c in text + "="])
    start = time.process_time()
    answers = generate(prompts, 8)
    sampled = time.process_time()
    train(prompts, answers, 8)
    trained_at = time.process_time()
    tokens = sum(len(a) for a, _ in answers)
    print(f"{tokens} tokens: generated {tokens / (sampled - start):.0f}/s, trained {tokens / (trained_at - sampled):.0f}/s of CPU time")
