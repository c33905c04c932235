"""Texts to vectors: the one module that knows sentence-transformers.

The bundled model is found beside this file and needs no network; a folder or a hub name may be given
instead. sentence-transformers takes seconds to import, so it is imported when a model is loaded and not
before. Nothing here decides what a passage's text is, or keeps vectors.
"""

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BadRequest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MODELS = Path(__file__).parent / "models"
BUNDLED = "news-static-3"
"""The model that `load_encoder()` loads; its card is `models/news-static-3/README.md`. The smaller and older `news-static-1` can
be asked for by name."""

_BATCH = 128
"""Texts a step. Measured with the bundled model on 200,000 passages and two cores: see its card."""
_NOT_THE_MODEL = frozenset({"README.md", "SHA256SUMS"})
"""Files of a model folder that change nothing it computes, and so not its fingerprint."""
_UNLOADABLE = (OSError, ValueError, KeyError, TypeError)
"""What loading a folder with missing or cut files has been seen to raise, beside SafetensorError."""
_PATIENCE = 10.0
"""Seconds the hub is given to answer at all."""


class Encoder(Protocol):
    """What the index needs of a model."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hex; two encoders with the same fingerprint give the same vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages: float32, (len(texts), dimension), unit rows (zero for an empty text)."""
        ...

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, to be compared with those of `encode` by inner product; the same shape."""
        ...


class SentenceEncoder:
    """A sentence-transformers model, on the processor, in float32.

    A model whose configuration names prompts for queries and documents gets them; one without is given the
    bare text. Encoding from several threads is safe and happens one call at a time.
    """

    def __init__(self, model: "SentenceTransformer", *, fingerprint: str) -> None:
        self._model = model.float().eval()  # float16 is how weights are stored, not how they are summed
        self._lock = threading.Lock()  # Rust tokenizers that pad raise "Already borrowed" under two threads
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ValueError("the model does not say how long its vectors are")
        self._dimension = dimension
        self._fingerprint = fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, over the names and bytes of the model's files."""
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages: float32, (len(texts), dimension), unit rows (zero for an empty text)."""
        return self._rows(texts, self._prompt("document", "passage"))

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, to be compared with those of `encode` by inner product; the same shape."""
        return self._rows(questions, self._prompt("query", "question"))

    def _prompt(self, *names: str) -> str | None:
        prompts = self._model.prompts
        return next((prompts[name] for name in names if prompts.get(name)), None)

    def _rows(self, texts: Sequence[str], prompt: str | None) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        with self._lock:
            rows = self._model.encode(
                list(texts),
                prompt=prompt or "",
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(rows, np.float32)


def load_encoder(name: str | None = None) -> SentenceEncoder:
    """The bundled model, or another one by `name`: a bundled one's, a folder, or a hub name.

    BadRequest where there is no such folder, the folder holds no model, or the hub cannot give it.
    """
    if name is None:
        return _load_folder(MODELS / BUNDLED)
    if not name.strip():
        raise BadRequest(
            "the model's name is empty; give a folder or a hub name, or leave --model away",
            detail="模型名为空。请给出模型文件夹或模型名，或去掉 --model 使用自带模型。",
        )
    if name in {path.name for path in MODELS.iterdir()}:
        return _load_folder(MODELS / name)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _load_folder(folder)
    if folder.is_absolute() or name.startswith((".", "~")) or folder.exists():
        raise BadRequest(
            f"no model folder at {name}; check the path, or leave --model away for the bundled model",
            detail=f"没有找到模型文件夹“{name}”。请检查路径，或去掉 --model 使用自带模型。",
        )
    return _load_hub(name)


def _load_folder(folder: Path) -> SentenceEncoder:
    if not any((folder / config).is_file() for config in ("modules.json", "config.json")):
        raise BadRequest(
            f"{folder} holds no sentence-transformers model (neither modules.json nor config.json)",
            detail=f"文件夹“{folder}”里没有可用的模型（缺少 modules.json 或 config.json）。"
            "请换一个模型文件夹。",
        )
    try:
        for path in sorted(folder.rglob("*.json")):
            json.loads(path.read_bytes())  # a broken tokenizer.json would arrive as a bare Exception
        model = _open(str(folder), local=True)
    except (*_UNLOADABLE, _safetensors_error()) as error:
        raise BadRequest(
            f"the model in {folder} cannot be loaded: {_first_line(error)}",
            detail=f"文件夹“{folder}”里的模型无法载入，文件可能不完整。请重新复制该模型，"
            "或去掉 --model 使用自带模型。",
        ) from error
    return SentenceEncoder(model, fingerprint=folder_fingerprint(folder))


def _load_hub(name: str) -> SentenceEncoder:
    from huggingface_hub import constants, snapshot_download

    cached = not _answers(constants.ENDPOINT)
    try:
        model = _open(name, local=cached)
        folder = Path(snapshot_download(name, local_files_only=True))  # where it now lies
    except (*_UNLOADABLE, _safetensors_error()) as error:
        raise BadRequest(
            f"the model {name} cannot be had from the hub: {_first_line(error)} "
            "Copy it here and give its folder, or leave --model away for the bundled model",
            detail=f"无法取得模型“{name}”：名称有误，或本机不能联网。请先把模型下载到本机，"
            "用 --model 指定它的文件夹；或去掉 --model 使用自带模型。",
        ) from error
    return SentenceEncoder(model, fingerprint=folder_fingerprint(folder))


def _answers(address: str) -> bool:
    """Whether anything answers there; without this, loading offline tries again for over a minute."""
    try:
        with urlopen(Request(address, method="HEAD"), timeout=_PATIENCE):  # noqa: S310 - the hub's own address
            return True
    except HTTPError:
        return True
    except (OSError, ValueError):
        return False


def _open(name: str, *, local: bool) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device="cpu", local_files_only=local)


def _safetensors_error() -> type[Exception]:
    from safetensors import SafetensorError

    return SafetensorError


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def folder_fingerprint(folder: Path) -> str:
    """SHA-256, in hex, over names and bytes of a model folder's files; card and checksums left out."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in _NOT_THE_MODEL):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{content}  {path.relative_to(folder).as_posix()}\n".encode())
    return digest.hexdigest()
