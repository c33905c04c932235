"""Writes a reader whose weights are the mean of those of several, each taught on from the one before.

    python -m training.mean_reader READER OTHER out/reader-mean

The mean of a network and of what it became by learning more is often better than either on what neither was taught (Wortsman et al.
2022). The folders hold what training/reader_files.py writes, made for the same words.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from training.reader_files import write_reader
from training.train_reader import trained_network


def mean_reader(folders: Sequence[Path], out: Path) -> None:
    """The reader's three files in `out`."""
    networks = [trained_network(folder) for folder in folders]
    mean = networks[0]
    states = [network.state_dict() for network in networks]
    mean.load_state_dict({name: torch.stack([s[name] for s in states]).mean(0) for name in states[0]})
    out.mkdir(parents=True, exist_ok=True)
    write_reader(mean, folders[0] / "reader_words.txt", out)


if __name__ == "__main__":
    *readers, folder = map(Path, sys.argv[1:])
    mean_reader(readers, folder)
