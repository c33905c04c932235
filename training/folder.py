"""The model folder that sentence-transformers loads: tokenizer, vectors, configuration, checksums."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

_MODULES = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
"""No Normalize module: in float16 it makes NaN of an empty text; whoever compares vectors normalises them."""


def write_folder(folder: Path, *, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Write a model of one vector a piece, (pieces, dimension), stored as float16.

    ValueError where the table does not fit the tokenizer. Names no version of anything, so that the same
    training gives the same bytes.
    """
    if len(table) != tokenizer.get_vocab_size():
        raise ValueError(f"{len(table)} vectors for {tokenizer.get_vocab_size()} pieces")
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    save_file({"embedding.weight": table.astype(np.float16)}, folder / "model.safetensors")
    _write_json(folder / "modules.json", _MODULES)
    _write_json(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"},
    )
    write_checksums(folder)


def write_checksums(folder: Path) -> None:
    """Write `SHA256SUMS` over every other file but the card, in the form `sha256sum --check` reads."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in ("SHA256SUMS", "README.md"))
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in paths
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
