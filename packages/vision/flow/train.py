"""Trains the flow model and writes it as ONNX.

    python3 train.py --minutes 35 --out flow.onnx

Needs PyTorch. Words and colours are those of src/flow/prompt.ts: change both together. Training has two parts, each with its
own schedule of the learning rate; the second continues from the averaged weights of the first.
"""

import argparse
import math
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

SIDE, BATCH = 32, 64
COLOURS = [(220, 40, 40), (40, 170, 60), (50, 80, 220), (235, 205, 40), (150, 60, 190), (240, 130, 30)]
BACKGROUNDS = [(245, 245, 245), (20, 20, 20), (128, 128, 128)]
CIRCLE, SQUARE, TRIANGLE = range(3)
LEFT, RIGHT, ABOVE, BELOW = range(4)

# ---------------------------------------------------------------- pictures

ROWS, COLUMNS = torch.meshgrid(torch.arange(SIDE) + 0.5, torch.arange(SIDE) + 0.5, indexing="ij")


def scaled(colours):
    return torch.tensor(colours).float() / 127.5 - 1


def cover(shape, x, y, radius):
    """Share of each pixel that a shape covers."""
    across, down = COLUMNS[None] - x[:, None, None], ROWS[None] - y[:, None, None]
    radius, shape = radius[:, None, None], shape[:, None, None]
    circle = torch.sqrt(across * across + down * down) - radius
    square = torch.maximum(across.abs(), down.abs()) - radius * 0.88
    triangle = torch.maximum(down - 0.8 * radius, 0.894 * across.abs() - 0.447 * down - 0.5 * radius)
    distance = torch.where(shape == CIRCLE, circle, torch.where(shape == SQUARE, square, triangle))
    return torch.clamp(0.5 - distance, 0, 1)


def spread(count, width):
    return width * (torch.rand(count) - 0.5)


def draw(count):
    """Pictures between -1 and 1, and the six labels of each."""
    first = torch.randint(0, 6, (count,))
    second = (first + torch.randint(1, 6, (count,))) % 6
    first_shape, second_shape = torch.randint(0, 3, (count,)), torch.randint(0, 3, (count,))
    relation, background = torch.randint(0, 4, (count,)), torch.randint(0, 3, (count,))
    first_radius, second_radius = 4 + 2 * torch.rand(count), 4 + 2 * torch.rand(count)
    near, far = 8 + spread(count, 3), 24 + spread(count, 3)
    first_side, second_side = 16 + spread(count, 8), 16 + spread(count, 8)
    horizontal = relation < ABOVE
    leading = (relation == LEFT) | (relation == ABOVE)
    first_at, second_at = torch.where(leading, near, far), torch.where(leading, far, near)
    pictures = scaled(BACKGROUNDS)[background][:, :, None, None].expand(count, 3, SIDE, SIDE).clone()
    for colour, shape, at, aside, radius in (
        (first, first_shape, first_at, first_side, first_radius),
        (second, second_shape, second_at, second_side, second_radius),
    ):
        x, y = torch.where(horizontal, at, aside), torch.where(horizontal, aside, at)
        mask = cover(shape, x, y, radius)[:, None]
        pictures = pictures * (1 - mask) + scaled(COLOURS)[colour][:, :, None, None] * mask
    labels = [first, 6 + first_shape, 9 + relation, 13 + second, 19 + second_shape, 22 + background]
    return pictures, torch.stack(labels, 1)


# ---------------------------------------------------------------- model


class Block(nn.Module):
    def __init__(self, inside, outside, context):
        super().__init__()
        self.first_norm = nn.GroupNorm(8, inside)
        self.first = nn.Conv2d(inside, outside, 3, padding=1)
        self.second_norm = nn.GroupNorm(8, outside)
        self.second = nn.Conv2d(outside, outside, 3, padding=1)
        self.modulate = nn.Linear(context, 2 * outside)
        self.skip = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x, context):
        h = self.first(F.silu(self.first_norm(x)))
        scale, shift = self.modulate(context)[:, :, None, None].chunk(2, 1)
        return self.skip(x) + self.second(F.silu(self.second_norm(h) * (1 + scale) + shift))


class Flow(nn.Module):
    """Velocity from noise to picture at a time between 0 and 1: a UNet over 2 x 2 patches."""

    def __init__(self, wide=64, deep=96, context=128):
        super().__init__()
        half = SIDE // 2
        self.words = nn.Embedding(26, 32)
        self.prompt = nn.Sequential(nn.Linear(6 * 32, context), nn.SiLU(), nn.Linear(context, context))
        self.time = nn.Sequential(nn.Linear(32, context), nn.SiLU(), nn.Linear(context, context))
        self.into = nn.Conv2d(12 + 2, wide, 3, padding=1)
        self.down = Block(wide, wide, context)
        self.shrink = nn.Conv2d(wide, deep, 3, stride=2, padding=1)
        self.deep = nn.ModuleList([Block(deep, deep, context) for _ in range(3)])
        self.grow = nn.Conv2d(deep, wide, 3, padding=1)
        self.up = nn.ModuleList([Block(2 * wide, wide, context), Block(wide, wide, context)])
        self.out = nn.Sequential(nn.GroupNorm(8, wide), nn.SiLU(), nn.Conv2d(wide, 12, 3, padding=1))
        nn.init.zeros_(self.out[2].weight)
        nn.init.zeros_(self.out[2].bias)
        places = (torch.arange(half).float() + 0.5) / (half / 2) - 1
        self.register_buffer("places", torch.stack(torch.meshgrid(places, places, indexing="ij"))[None])
        self.register_buffer("waves", torch.exp(torch.linspace(0, math.log(100), 16)))

    def forward(self, x, t, y):
        angles = t[:, None] * self.waves[None]
        moment = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        context = F.silu(self.prompt(self.words(y).flatten(1)) + moment)
        h = F.pixel_unshuffle(x, 2)
        h = self.into(torch.cat([h, self.places.expand(h.shape[0], 2, SIDE // 2, SIDE // 2)], 1))
        aside = h = self.down(h, context)
        h = self.shrink(h)
        for block in self.deep:
            h = block(h, context)
        h = self.grow(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = torch.cat([h, aside], 1)
        for block in self.up:
            h = block(h, context)
        return F.pixel_shuffle(self.out(h), 2)


# ---------------------------------------------------------------- training


def train(start, seconds):
    """Trains a copy of the weights, and returns their moving average."""
    model, average = Flow(), Flow()
    model.load_state_dict(start)
    average.load_state_dict(start)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4, betas=(0.9, 0.99))
    began, step = time.time(), 0
    while (passed := (time.time() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            warm = min(1, (step + 1) / 50)
            group["lr"] = 2e-3 * warm * (0.5 * (1 + math.cos(math.pi * passed)) + 0.02)
        pictures, labels = draw(BATCH)
        t = torch.sigmoid(torch.randn(BATCH))
        noise = torch.randn_like(pictures)
        share = t[:, None, None, None]
        loss = F.mse_loss(model((1 - share) * noise + share * pictures, t, labels), pictures - noise)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        with torch.no_grad():
            decay = min(0.995, (1 + step) / (10 + step))
            for kept, new in zip(average.parameters(), model.parameters()):
                kept.lerp_(new, 1 - decay)
        if step % 100 == 0:
            print(step, "steps, loss", round(loss.item(), 4), flush=True)
    return average.state_dict()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--out", default="flow.onnx")
    options = parser.parse_args()
    torch.manual_seed(0)
    seconds = options.minutes * 60
    weights = train(Flow().state_dict(), 0.37 * seconds)
    weights = train(weights, 0.63 * seconds)
    model = Flow()
    model.load_state_dict(weights)
    model.eval()
    example = (torch.randn(2, 3, SIDE, SIDE), torch.rand(2), torch.zeros(2, 6, dtype=torch.long))
    batched = {name: {0: "b"} for name in ("x", "t", "y", "v")}
    torch.onnx.export(
        model, example, options.out, opset_version=13,
        input_names=["x", "t", "y"], output_names=["v"], dynamic_axes=batched,
    )


if __name__ == "__main__":
    main()
