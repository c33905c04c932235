"""Files that a command writes: made beside their place and renamed, so that half of one never looks whole."""

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import BadRequest
from qa.evaluating.predictions import Prediction


def write_predictions(predictions: Iterable[Prediction], path: Path) -> int:
    """Write one line each to `path`, and give back how many.

    The place is tried before the first prediction is asked for. BadRequest where it cannot be written to;
    OSError where writing fails later (a full disk). In either case what stood at `path` stays.
    """
    if path.is_dir():
        raise BadRequest(f"{path}: a folder, not a file", detail=f"“{path}”是文件夹，请写出文件名。")
    beside = path.with_name(f".{path.name}.part")
    try:
        file = beside.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be written: {error.strerror}",
            detail=f"不能写入“{path}”（{error.strerror}）。请检查路径和权限，或换一个位置。",
        ) from error
    try:
        with file:
            written = 0
            for prediction in predictions:
                file.write(prediction.to_json() + "\n")
                written += 1
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return written
