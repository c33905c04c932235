"""Writes a trained reader as the package ships it: float16 weights, word vectors in bytes, and what they were made for."""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from qa.reader_network import ReaderNetwork

_TABLES = ("words", "characters")


def write_reader(network: ReaderNetwork, words: Path, out: Path) -> None:
    """`reader.safetensors`, `reader.json` and `reader_words.txt` in `out`."""
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in network.state_dict().items():
        if name.startswith("sentence.tables"):
            continue  # the same as the question's
        value = tensor.detach().cpu().float().numpy()
        if name.removeprefix("question.tables.").removesuffix(".weight") in _TABLES:
            scale = np.abs(value).max(1, keepdims=True) / 127 + 1e-9
            arrays[name] = (value / scale).round().astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float16)
        else:
            arrays[name] = value.astype(np.float16)
    content = save(dict(sorted(arrays.items())))
    (out / "reader.safetensors").write_bytes(content)
    text = words.read_text(encoding="utf-8")
    if words.parent != out:
        (out / words.name).write_text(text, encoding="utf-8")
    about = {
        "words": text.count("\n") + 1,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (out / "reader.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"{len(content)} bytes, sha256 {about['sha256']}")
