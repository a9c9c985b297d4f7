"""Trains the built-in model and writes it as GGUF v3.

    python3 train.py --minutes 45 --out tiny.gguf

Needs PyTorch and numpy. The five families below use the wording of src/tasks: change both together.
Training has two parts. The first draws the families evenly, the second draws more of the hard ones.
"""

import argparse
import collections
import math
import random
import re
import struct
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 128, 4, 4, 352, 128
MERGES, BATCH = 420, 128
EPSILON, ROPE_BASE = 1e-5, 10000.0

# ---------------------------------------------------------------- questions

NAMES = "Mara Otis Juno Felix Nadia Ravi Lena Tomas Iris Hugo".split()
OBJECTS = "lantern coin ledger key map token compass violin".split()
PLACES = "harbor garden library market tower kitchen station bridge".split()
CAPITALS = dict(pair.split(":") for pair in (
    "Alabama:Montgomery,Alaska:Juneau,Arizona:Phoenix,Arkansas:Little Rock,California:Sacramento,Colorado:Denver,"
    "Connecticut:Hartford,Delaware:Dover,Florida:Tallahassee,Georgia:Atlanta,Hawaii:Honolulu,Idaho:Boise,"
    "Illinois:Springfield,Indiana:Indianapolis,Iowa:Des Moines,Kansas:Topeka,Kentucky:Frankfort,"
    "Louisiana:Baton Rouge,Maine:Augusta,Maryland:Annapolis,Massachusetts:Boston,Michigan:Lansing,"
    "Minnesota:Saint Paul,Mississippi:Jackson,Missouri:Jefferson City,Montana:Helena,Nebraska:Lincoln,"
    "Nevada:Carson City,New Hampshire:Concord,New Jersey:Trenton,New Mexico:Santa Fe,New York:Albany,"
    "North Carolina:Raleigh,North Dakota:Bismarck,Ohio:Columbus,Oklahoma:Oklahoma City,Oregon:Salem,"
    "Pennsylvania:Harrisburg,Rhode Island:Providence,South Carolina:Columbia,South Dakota:Pierre,"
    "Tennessee:Nashville,Texas:Austin,Utah:Salt Lake City,Vermont:Montpelier,Virginia:Richmond,"
    "Washington:Olympia,West Virginia:Charleston,Wisconsin:Madison,Wyoming:Cheyenne"
).split(","))


def state_tracking(r):
    where, moves = {}, []
    for _ in range(r.randint(2, 4)):
        thing, place = r.choice(OBJECTS), r.choice(PLACES)
        where[thing] = place
        moves.append(f"{r.choice(NAMES)} moved the {thing} to the {place}.")
    thing = r.choice(list(where))
    return f"{' '.join(moves)} Where is the {thing}?", where[thing]


def arithmetic(r):
    a, b = r.randint(0, 99), r.randint(0, 99)
    if r.random() < 0.5:
        return f"What is {a} plus {b}?", str(a + b)
    a, b = max(a, b), min(a, b)
    return f"What is {a} minus {b}?", str(a - b)


def word_problem(r):
    a, b, name, thing = r.randint(1, 49), r.randint(1, 49), r.choice(NAMES), r.choice(OBJECTS)
    if r.random() < 0.5:
        return f"{name} has {a} {thing}s and finds {b} more. How many {thing}s does {name} have?", str(a + b)
    a, b = max(a, b), min(a, b)
    return f"{name} has {a} {thing}s and loses {b}. How many {thing}s does {name} have?", str(a - b)


def capital(r):
    state = r.choice(list(CAPITALS))
    return f"What is the capital of {state}?", CAPITALS[state]


def sorting(r):
    numbers = [r.randint(0, 9) for _ in range(r.randint(3, 5))]
    return "Sort these numbers: " + " ".join(map(str, numbers)), " ".join(map(str, sorted(numbers)))


FAMILIES = [state_tracking, arithmetic, word_problem, capital, sorting]
PARTS = [([0.2] * 5, 2e-3, 0.42), ([0.38, 0.3, 0.17, 0.05, 0.1], 1.6e-3, 0.58)]  # weights, rate, share of the time


def draw(r, weights=None, family=None):
    question, answer = (family or r.choices(FAMILIES, weights)[0])(r)
    return f"Q: {question}\nA:", f" {answer}"


# ---------------------------------------------------------------- tokenizer

WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def byte_alphabet():
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = (chr(256 + i) for i in range(256))
    return [chr(byte) if byte in kept else next(others) for byte in range(256)]


ALPHABET = byte_alphabet()


def merge(tokens, pair):
    out, i = [], 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return tuple(out)


def learn_merges(r):
    counts = collections.Counter()
    for _ in range(20000):
        for word in WORDS.findall("".join(draw(r))):
            if not any(c.isdigit() for c in word):  # each digit stays a token of its own
                counts[tuple(ALPHABET[b] for b in word.encode())] += 1
    merges = []
    while len(merges) < MERGES:
        pairs = collections.Counter()
        for word, count in counts.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        pair, count = max(pairs.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
        if count < 3:
            break
        merges.append(pair)
        merged = collections.Counter()
        for word, count in counts.items():
            merged[merge(word, pair)] += count
        counts = merged
    return merges


class Tokenizer:
    def __init__(self, merges):
        self.merges = merges
        self.vocabulary = ALPHABET + [a + b for a, b in merges] + ["<|end|>", "<|pad|>"]
        self.ids = {token: i for i, token in enumerate(self.vocabulary)}
        self.rank = {pair: i for i, pair in enumerate(merges)}
        self.end, self.pad = self.ids["<|end|>"], self.ids["<|pad|>"]
        self.cache = {}

    def encode_word(self, word):
        tokens = tuple(ALPHABET[b] for b in word.encode())
        while len(tokens) > 1:
            pair = min(zip(tokens, tokens[1:]), key=lambda p: self.rank.get(p, math.inf))
            if pair not in self.rank:
                break
            tokens = merge(tokens, pair)
        return [self.ids[token] for token in tokens]

    def encode(self, text):
        out = []
        for word in WORDS.findall(text):
            if word not in self.cache:
                self.cache[word] = self.encode_word(word)
            out += self.cache[word]
        return out


# ---------------------------------------------------------------- model

HEAD = WIDTH // HEADS
ANGLES = torch.outer(torch.arange(CONTEXT).float(), 1.0 / ROPE_BASE ** (torch.arange(0, HEAD, 2).float() / HEAD))
COS, SIN = ANGLES.cos(), ANGLES.sin()
MASK = torch.triu(torch.full((CONTEXT, CONTEXT), -1e9), 1)


def rotate(x):
    """Rotary positions over adjacent pairs, as readers of the llama architecture expect them."""
    n = x.shape[-2]
    even, odd, c, s = x[..., 0::2], x[..., 1::2], COS[:n], SIN[:n]
    return torch.stack([even * c - odd * s, even * s + odd * c], -1).flatten(-2)


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


class Block(nn.Module):
    """Its parameters carry the names that the file format gives them."""

    def __init__(self):
        super().__init__()
        self.attn_norm, self.ffn_norm = Norm(), Norm()
        self.attn_q, self.attn_k, self.attn_v = linear(WIDTH, WIDTH), linear(WIDTH, WIDTH), linear(WIDTH, WIDTH)
        self.attn_output = linear(WIDTH, WIDTH)
        self.ffn_gate, self.ffn_up, self.ffn_down = linear(WIDTH, HIDDEN), linear(WIDTH, HIDDEN), linear(HIDDEN, WIDTH)

    def forward(self, x):
        batch, n, _ = x.shape
        heads = lambda y: y.view(batch, n, HEADS, HEAD).transpose(1, 2)
        h = self.attn_norm(x)
        q, k, v = rotate(heads(self.attn_q(h))), rotate(heads(self.attn_k(h))), heads(self.attn_v(h))
        shares = (q @ k.transpose(-1, -2) / math.sqrt(HEAD) + MASK[:n, :n]).softmax(-1)
        x = x + self.attn_output((shares @ v).transpose(1, 2).reshape(batch, n, WIDTH))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Llama(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.token_embd = nn.Embedding(vocabulary, WIDTH)
        self.blk = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.output_norm = Norm()
        self.output = linear(WIDTH, vocabulary)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                embedding = parameter is self.token_embd.weight
                nn.init.normal_(parameter, 0, 0.02 if embedding else 1 / math.sqrt(parameter.shape[1]))

    def forward(self, tokens):
        x = self.token_embd(tokens)
        for block in self.blk:
            x = block(x)
        return self.output(self.output_norm(x))


# ---------------------------------------------------------------- training


def make_batch(r, tokenizer, weights):
    rows = []
    for _ in range(BATCH):
        prompt, answer = draw(r, weights)
        rows.append((tokenizer.encode(prompt), tokenizer.encode(answer) + [tokenizer.end]))
    length = max(len(prompt) + len(answer) for prompt, answer in rows)
    tokens, loss_weights = torch.full((BATCH, length), tokenizer.pad), torch.zeros(BATCH, length)
    for i, (prompt, answer) in enumerate(rows):
        tokens[i, : len(prompt) + len(answer)] = torch.tensor(prompt + answer)
        loss_weights[i, : len(prompt)] = 0.02  # the question is worth little, the answer everything
        loss_weights[i, len(prompt) : len(prompt) + len(answer)] = 1
    return tokens, loss_weights


def train(model, tokenizer, r, weights, rate, seconds):
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.05, betas=(0.9, 0.98))
    start, step = time.time(), 0
    while time.time() - start < seconds:
        done = (time.time() - start) / seconds
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 60) * (0.5 * (1 + math.cos(math.pi * done)) + 0.02)
        tokens, loss_weights = make_batch(r, tokenizer, weights)
        losses = F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
        loss_weights = loss_weights[:, 1:].flatten()
        loss = (losses * loss_weights).sum() / loss_weights.sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(f"step {step}, {time.time() - start:.0f} s, loss {loss.item():.3f}", flush=True)


@torch.no_grad()
def accuracy(model, tokenizer, family, count=100):
    r, right = random.Random(999), 0
    for _ in range(count):
        prompt, answer = draw(r, family=family)
        tokens, expected = tokenizer.encode(prompt), tokenizer.encode(answer) + [tokenizer.end]
        written = []
        while len(written) < len(expected):
            written.append(model(torch.tensor([tokens + written]))[0, -1].argmax().item())
        right += written == expected
    return right / count


# ---------------------------------------------------------------- file


def text(value):
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def entry(key, value):
    if isinstance(value, bool):
        packed = struct.pack("<I?", 7, value)
    elif isinstance(value, int):
        packed = struct.pack("<II", 4, value)
    elif isinstance(value, float):
        packed = struct.pack("<If", 6, value)
    elif isinstance(value, str):
        packed = struct.pack("<I", 8) + text(value)
    elif isinstance(value[0], str):
        packed = struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
    else:
        packed = struct.pack("<IIQ", 9, 5, len(value)) + struct.pack(f"<{len(value)}i", *value)
    return text(key) + packed


def write_gguf(model, tokenizer, path):
    vocabulary = tokenizer.vocabulary
    metadata = {
        "general.architecture": "llama", "general.name": "subnet-tiny",
        "general.alignment": 32, "general.file_type": 1,
        "llama.block_count": LAYERS, "llama.context_length": CONTEXT, "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": HIDDEN, "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": HEADS, "llama.attention.layer_norm_rms_epsilon": EPSILON,
        "llama.rope.dimension_count": HEAD, "llama.rope.freq_base": ROPE_BASE, "llama.vocab_size": len(vocabulary),
        "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "gpt-2", "tokenizer.ggml.tokens": vocabulary,
        "tokenizer.ggml.token_type": [1] * (len(vocabulary) - 2) + [3, 3],
        "tokenizer.ggml.merges": [f"{a} {b}" for a, b in tokenizer.merges],
        "tokenizer.ggml.eos_token_id": tokenizer.end, "tokenizer.ggml.bos_token_id": tokenizer.end,
        "tokenizer.ggml.padding_token_id": tokenizer.pad, "tokenizer.ggml.add_bos_token": False,
    }
    infos, data = b"", b""
    state = model.state_dict()
    for name, tensor in state.items():
        array = tensor.numpy()
        kind = 1 if array.ndim == 2 else 0  # matrices as F16, vectors as F32
        raw = array.astype("<f2" if kind == 1 else "<f4").tobytes()
        shape = b"".join(struct.pack("<Q", size) for size in reversed(array.shape))
        infos += text(name) + struct.pack("<I", array.ndim) + shape + struct.pack("<IQ", kind, len(data))
        data += raw + b"\0" * (-len(raw) % 32)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(state), len(metadata))
    head += b"".join(entry(key, value) for key, value in metadata.items()) + infos
    with open(path, "wb") as file:
        file.write(head + b"\0" * (-len(head) % 32) + data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="path of the GGUF file to write")
    parser.add_argument("--minutes", type=float, default=45, help="training time (default 45)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    tokenizer = Tokenizer(learn_merges(random.Random(options.seed)))
    model, r = Llama(len(tokenizer.vocabulary)), random.Random(options.seed + 1)
    print(f"{len(tokenizer.vocabulary)} tokens, {sum(p.numel() for p in model.parameters())} parameters")
    for weights, rate, share in PARTS:
        train(model, tokenizer, r, weights, rate, options.minutes * 60 * share)
    for family in FAMILIES:
        print(f"{family.__name__}: {accuracy(model, tokenizer, family):.2f}")
    write_gguf(model, tokenizer, options.out)


if __name__ == "__main__":
    main()
