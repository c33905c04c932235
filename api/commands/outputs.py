"""Files that a command writes: made beside their place and renamed, so that half of one never looks whole."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import BadRequest
from qa.evaluating.predictions import Prediction


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to, tried before anything is; it takes the name `path` where all went well.

    BadRequest where it cannot be written to; what the writing raises (OSError on a full disk) passes through. In
    either case what stood at `path` stays.
    """
    if path.is_dir():
        raise BadRequest(f"{path}: a folder, not a file", detail=f"“{path}”是文件夹，请写出文件名。")
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch()
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be written: {error.strerror}",
            detail=f"不能写入“{path}”（{error.strerror}）。请检查路径和权限，或换一个位置。",
        ) from error
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_predictions(predictions: Iterable[Prediction], path: Path) -> int:
    """Write one line each to `path`, and give back how many. Raises as `beside`."""
    with beside(path) as part:
        written = 0
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for prediction in predictions:
                file.write(prediction.to_json() + "\n")
                written += 1
    return written
