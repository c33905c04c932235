"""The encoder: what it gives, that it gives it again, and what it says where it cannot."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models

import index.encoder
from corpus.errors import BadRequest
from index.encoder import BUNDLED, MODELS, SentenceEncoder, folder_fingerprint, load_encoder

FOLDER = MODELS / BUNDLED


@pytest.fixture(scope="module")
def bundled() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model of two pieces: 甲 is (3, 0) and 乙 is (0, 4)."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    Tokenizer(models.Unigram([("[UNK]", 0.0), ("甲", -1.0), ("乙", -1.0)], unk_id=0)).save(
        str(folder / "tokenizer.json")
    )
    table = np.array([[0, 0], [3, 0], [0, 4]], np.float16)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules))
    config = {"prompts": {"query": "甲"}, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder


def test_a_text_is_the_direction_of_the_mean_of_its_pieces(tiny: Path) -> None:
    rows = load_encoder(str(tiny)).encode(["甲", "甲乙", "乙乙", ""])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, np.array([[1, 0], [0.6, 0.8], [0, 1], [0, 0]]), atol=1e-6)


def test_a_models_own_prompt_stands_before_questions_only(tiny: Path) -> None:
    encoder = load_encoder(str(tiny))
    np.testing.assert_allclose(encoder.encode_questions(["乙"]), [[0.6, 0.8]], atol=1e-6)
    np.testing.assert_allclose(encoder.encode(["乙"]), [[0, 1]], atol=1e-6)


def test_no_texts_give_no_rows_of_the_right_width(tiny: Path) -> None:
    assert load_encoder(str(tiny)).encode([]).shape == (0, 2)


def test_the_bundled_rows_are_of_unit_length_and_zero_for_nothing(bundled: SentenceEncoder) -> None:
    rows = bundled.encode(["优良天数282天", "", "。，！"])
    assert rows.shape == (3, bundled.dimension)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 0], atol=1e-6)


def test_a_row_does_not_depend_on_what_is_encoded_beside_it(bundled: SentenceEncoder) -> None:
    texts = [f"第{number}条，全市{'新增' * (number % 7)}公园{number * 13}个。" for number in range(300)]
    together = bundled.encode(texts)
    alone = np.concatenate([bundled.encode([text]) for text in texts[::37]])
    assert together[::37].tobytes() == alone.tobytes()


def test_loading_again_gives_the_same_bytes(bundled: SentenceEncoder) -> None:
    texts = ["2025年市区优良天数是多少天？", "谁出席了开幕式"]
    again = load_encoder()
    assert again.fingerprint == bundled.fingerprint
    assert again.encode_questions(texts).tobytes() == bundled.encode_questions(texts).tobytes()


def test_widths_and_letter_case_make_no_difference(bundled: SentenceEncoder) -> None:
    rows = bundled.encode(["优良率为77%,ＰＭ2.5下降", "优良率为７７％，pm2.5下降"])
    assert rows[0].tobytes() == rows[1].tobytes()


def test_a_question_is_nearest_to_the_passage_that_answers_it(bundled: SentenceEncoder) -> None:
    passages = [
        "全年共组织开展专项执法行动24项，将459家企业纳入正面清单管理。",
        "图书馆新馆周末延长开放至晚上九点，读者可预约研讨室。",
        "地铁二号线今起加密班次，早高峰最短间隔缩短到三分钟。",
        "养老服务中心今年新增床位1200张，社区食堂覆盖八成街道。",
    ]
    questions = [
        "一共搞了多少项执法行动？",
        "图书馆几点关门？",
        "地铁早高峰多久来一趟车？",
        "新增了多少张养老床位？",
    ]
    scores = bundled.encode_questions(questions) @ bundled.encode(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("name", "largest"), [(BUNDLED, 35_000_000), ("news-static-1", 20_000_000)])
def test_a_bundled_folder_is_whole_and_small(name: str, largest: int) -> None:
    """`sha256sum --check SHA256SUMS` passes, and nothing lies there unlisted."""
    folder = MODELS / name
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files == {*sums, "SHA256SUMS", "README.md"}
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sums} == sums
    assert sum((folder / name).stat().st_size for name in files) <= largest


def test_the_smaller_bundled_model_can_be_asked_for_by_name(bundled: SentenceEncoder) -> None:
    small = load_encoder("news-static-1")
    assert small.fingerprint == folder_fingerprint(MODELS / "news-static-1")
    assert small.fingerprint != bundled.fingerprint
    assert small.encode(["优良天数282天"]).shape == (1, small.dimension)


def test_the_fingerprint_follows_the_model_and_not_its_card(tiny: Path) -> None:
    before = folder_fingerprint(tiny)
    (tiny / "README.md").write_text("a card")
    assert folder_fingerprint(tiny) == before
    weights = tiny / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert folder_fingerprint(tiny) != before


def test_a_copy_elsewhere_has_the_same_fingerprint(tiny: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny, tmp_path / "copy")
    assert folder_fingerprint(tmp_path / "copy") == folder_fingerprint(tiny)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no model folder") as caught:
        load_encoder(str(tmp_path / "nowhere"))
    assert "没有找到模型文件夹" in caught.value.detail


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(BadRequest, match="empty"):
        load_encoder(" ")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"modules\.json") as caught:
        load_encoder(str(tmp_path))
    assert "请换一个模型文件夹" in caught.value.detail


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_cut_off_file_is_told(tiny: Path, name: str) -> None:
    content = (tiny / name).read_bytes()
    (tiny / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(BadRequest, match="cannot be loaded") as caught:
        load_encoder(str(tiny))
    assert "文件可能不完整" in caught.value.detail


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_told(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    with pytest.raises(BadRequest, match="cannot be loaded"):
        load_encoder(str(tiny))


def test_a_hub_name_that_cannot_be_had_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.encoder, "_answers", lambda _: False)
    with pytest.raises(BadRequest, match="hub") as caught:
        load_encoder("nobody/no-such-model")
    assert "--model" in caught.value.detail
    assert "不能联网" in caught.value.detail


def test_importing_the_module_loads_nothing_heavy() -> None:
    script = (
        "import sys, index.encoder; print('sentence_transformers' in sys.modules, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["False", "False"]
