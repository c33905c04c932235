"""The mean of two readers' weights: one that went on learning, and the one that it began as.

    python -m training.average qa/data out/reader/more-taught.pt 0.35 out/reader/mean.pt

What a network learns late it learns at the cost of what it knew; between the two lies one that keeps most of both (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models"). The share is that of the second, 0..1.
"""

import sys
from pathlib import Path

import torch

from qa.reader_network import ReaderNetwork
from training.reader_files import taught_network, write_taught
from training.train_reader import network_in


def mean_of(one: ReaderNetwork, other: ReaderNetwork, share: float) -> ReaderNetwork:
    """`one` with its weights moved so far towards those of `other`. ValueError where their sizes differ."""
    if one.shape != other.shape:
        raise ValueError(f"the networks differ: {one.shape} and {other.shape}")
    with torch.no_grad():
        for own, theirs in zip(one.parameters(), other.parameters(), strict=True):
            own.lerp_(theirs, share)
    return one


def main(first: Path, second: Path, share: float, out: Path) -> None:
    """Writes the mean as training/train_reader.py writes a network."""
    write_taught(mean_of(network_in(first), taught_network(second), share), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
