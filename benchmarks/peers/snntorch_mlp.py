"""A gradient-trained spiking network in snnTorch, timed over training batches.

784-1000-10 leaky integrate-and-fire neurons (beta 0.95, threshold 1, reset by subtraction), 25
steps with the image as a constant input current, arctangent surrogate, cross-entropy of the output
membrane summed over steps, Adam 5e-4, batches of 128. With ``--hoist`` the first layer's product is
made once a batch in place of once a step: the same mathematics.

    python snntorch_mlp.py --data DIR [--batches 465] [--hoist] [--threads 2]
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
import snntorch
import torch
from torch import nn

STEPS, BATCH, HIDDEN = 25, 128, 1000
WARM_UP = 3


def images(folder: Path, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Images in 0 to 1 [sample, 784] and labels, of a folder with the four IDX files."""

    def bytes_of(name: str, header: int) -> np.ndarray:
        with gzip.open(folder / f"{part}-{name}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    pixels = bytes_of("images-idx3", 16).reshape(-1, 784).astype(np.float32) / 255
    return torch.from_numpy(pixels), torch.from_numpy(bytes_of("labels-idx1", 8).astype(np.int64))


class Network(nn.Module):
    """Two layers of leaky neurons."""

    def __init__(self, hoist: bool) -> None:
        super().__init__()
        self.hoist = hoist
        self.first, self.second = nn.Linear(784, HIDDEN), nn.Linear(HIDDEN, 10)
        self.hidden, self.output = snntorch.Leaky(beta=0.95), snntorch.Leaky(beta=0.95)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Spikes and potentials of the output, [step, sample, class]."""
        hidden, output = self.hidden.init_leaky(), self.output.init_leaky()
        once = self.first(pixels) if self.hoist else None
        spikes, potentials = [], []
        for _ in range(STEPS):
            current = self.first(pixels) if once is None else once
            fired, hidden = self.hidden(current, hidden)
            out, output = self.output(self.second(fired), output)
            spikes.append(out)
            potentials.append(output)
        return torch.stack(spikes), torch.stack(potentials)


def main() -> None:
    """Train for some batches, test, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--batches", type=int, default=465)
    parser.add_argument("--hoist", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--test", action="store_true", help="accuracy on the test images")
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(given.threads)
    pixels, labels = images(given.data, "train")
    network = Network(given.hoist)
    optimiser = torch.optim.Adam(network.parameters(), lr=5e-4, betas=(0.9, 0.999))
    loss_of = nn.CrossEntropyLoss()
    order = torch.randperm(len(pixels))
    start = time.perf_counter()
    for batch in range(given.batches + WARM_UP):
        if batch == WARM_UP:
            start = time.perf_counter()
        chosen = order[batch * BATCH : (batch + 1) * BATCH]
        _, potentials = network(pixels[chosen])
        loss = sum(loss_of(step, labels[chosen]) for step in potentials)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seconds = time.perf_counter() - start
    figures = {
        "network": "mlp-sg-hoist" if given.hoist else "mlp-sg",
        "threads": given.threads,
        "batches": given.batches,
        "epoch_s": seconds / given.batches * len(pixels) / BATCH,
        "torch": torch.__version__,
        "snntorch": snntorch.__version__,
    }
    if given.test:
        pixels, labels = images(given.data, "t10k")
        with torch.no_grad():
            spikes = torch.cat([network(part)[0].sum(0) for part in pixels.split(500)])
        figures["test_accuracy"] = float((spikes.argmax(1) == labels).float().mean())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
