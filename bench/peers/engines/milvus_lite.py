"""Milvus Lite: our encoder's vectors and our own BM25 weights as sparse vectors, fused on its side."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pymilvus import AnnSearchRequest, DataType, MilvusClient, RRFRanker
from sentence_transformers import SentenceTransformer

from bench.peers.protocol import Desk, Said, Text, Way, words

K1, B = 1.2, 0.75
"""BM25 as usual (Robertson and Zaragoza 2009)."""
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Opened:
    client: MilvusClient
    encoder: SentenceTransformer
    number_of: dict[str, int]
    fused: bool

    def ask(self, question: str, limit: int) -> Said:
        sparse = {self.number_of[w]: 1.0 for w in words(question) if w in self.number_of}
        requests = [
            AnnSearchRequest([sparse or {0: 0.0}], "terms", {"metric_type": "IP"}, limit),
        ]
        if self.fused:
            dense = self.encoder.encode([question], normalize_embeddings=True)[0].tolist()
            requests.append(AnnSearchRequest([dense], "vector", {"metric_type": "IP"}, limit))
            found = self.client.hybrid_search("texts", requests, RRFRanker(60), limit)
        else:
            found = self.client.search(
                "texts",
                data=[sparse or {0: 0.0}],
                anns_field="terms",
                limit=limit,
                search_params={"metric_type": "IP"},
            )
        return Said(tuple(int(hit["id"]) for hit in found[0]))


@dataclass(frozen=True, slots=True)
class Milvus:
    """One collection in one file."""

    note: str
    fused: bool

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Weights first, as they need the lengths of all passages; then rows in batches."""
        encoder = SentenceTransformer(str(model), device="cpu")
        cut = [words(text.text) for text in texts]
        seen = Counter(word for one in cut for word in set(one))
        number_of = {word: number for number, word in enumerate(sorted(seen))}
        mean = sum(map(len, cut)) / len(cut)
        (folder / "words.json").write_text(json.dumps(number_of, ensure_ascii=False), encoding="utf-8")
        client = MilvusClient(str(folder / "milvus.db"))
        schema = client.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field(
            "vector", DataType.FLOAT_VECTOR, dim=int(encoder.get_sentence_embedding_dimension() or 0)
        )
        indexes = client.prepare_index_params()
        indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        indexes.add_index("vector", index_type="FLAT", metric_type="IP")
        client.create_collection("texts", schema=schema, index_params=indexes)
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            dense = encoder.encode([text.text for text in batch], normalize_embeddings=True, batch_size=256)
            rows = []
            for text, one, vector in zip(batch, cut[start : start + BATCH], dense, strict=True):
                weights = {
                    number_of[word]: _idf(len(texts), seen[word])
                    * count
                    * (K1 + 1)
                    / (count + K1 * (1 - B + B * len(one) / mean))
                    for word, count in Counter(one).items()
                }
                rows.append({"id": text.id, "terms": weights, "vector": vector.tolist()})
            client.insert("texts", rows)
        client.close()

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The collection, loaded."""
        del texts
        client = MilvusClient(str(folder / "milvus.db"))
        client.load_collection("texts")
        number_of = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return _Opened(client, SentenceTransformer(str(model), device="cpu"), number_of, self.fused)


def _idf(count: int, holding: int) -> float:
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


WAYS: dict[str, Way] = {
    "hybrid": Milvus("Milvus Lite, our encoder and our BM25 weights over rjieba words, its RRF", fused=True),
}
