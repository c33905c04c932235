"""Writes a trained reader as the package ships it: weights in bytes with a scale a row, the rest in float16, and what they are for.

python -m training.reader_files out/reader/small-taught.pt out/reader/reader_words.txt qa/data
"""

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from qa.reader_network import ReaderNetwork, Shape
from training.checkpoints import write_whole

_LEAST = 10_000
"""Numbers of a weight that is kept in bytes; smaller ones are what spans are scored by."""


def write_reader(network: ReaderNetwork, words: Path, out: Path) -> None:
    """`reader.safetensors`, `reader.json` and `reader_words.txt` in `out`."""
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in network.state_dict().items():
        value = tensor.detach().cpu().float().numpy()
        if name.startswith("trunk.") and value.ndim == 2 and value.size >= _LEAST:
            scale = (np.abs(value).max(1, keepdims=True) / 127 + 1e-9).astype(np.float16).astype(np.float32)
            arrays[name] = (value / scale).round().clip(-127, 127).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float16)
        else:
            arrays[name] = value.astype(np.float16)
    content = save(dict(sorted(arrays.items())))
    (out / "reader.safetensors").write_bytes(content)
    text = words.read_text(encoding="utf-8")
    if words.parent != out:
        (out / words.name).write_text(text, encoding="utf-8")
    shape = network.shape
    about = {
        "width": shape.width,
        "layers": shape.layers,
        "heads": shape.heads,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (out / "reader.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"{len(content)} bytes, sha256 {about['sha256']}")


def write_taught(network: ReaderNetwork, out: Path) -> None:
    """The network as `taught_network` reads it, float16."""
    weights = {name: value.half().cpu() for name, value in network.state_dict().items()}
    write_whole({"shape": asdict(network.shape), "network": weights}, out)


def taught_network(path: Path) -> ReaderNetwork:
    """The network that `write_taught` wrote."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    network = ReaderNetwork(Shape(**kept["shape"]))
    network.load_state_dict({name: value.float() for name, value in kept["network"].items()})
    return network.eval()


if __name__ == "__main__":
    write_reader(taught_network(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]))
