"""LlamaIndex: its BM25 retriever and a vector index of our encoder, fused by reciprocal rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from sentence_transformers import SentenceTransformer

from bench.peers.protocol import Desk, Said, Text, Way, words


class _Encoder(BaseEmbedding):
    """Our encoder; the library's own wrapper sets a length, which a static model does not have."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, folder: str) -> None:
        super().__init__(model_name=folder, embed_batch_size=256)
        self._model = SentenceTransformer(folder, device="cpu")

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return rows

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


@dataclass(frozen=True, slots=True)
class _Opened:
    retriever: BM25Retriever | QueryFusionRetriever
    segmented: bool

    def ask(self, question: str, limit: int) -> Said:
        del limit  # set when opened
        text = " ".join(words(question)) if self.segmented else question
        return Said(tuple(int(found.node.node_id) for found in self.retriever.retrieve(text)))


TOP = 100
"""Passages that each half gives; the runner asks for as many."""
TOKEN_PATTERN = r"(?u)\S+"  # noqa: S105 - a pattern of words
"""The retriever's own pattern wants words of two letters; ours are apart by blanks."""


def _nodes(texts: Sequence[Text]) -> list[TextNode]:
    return [TextNode(id_=str(text.id), text=" ".join(words(text.text))) for text in texts]


def _bm25(texts: Sequence[Text], top: int) -> BM25Retriever:
    return BM25Retriever(
        nodes=_nodes(texts), similarity_top_k=top, token_pattern=TOKEN_PATTERN, skip_stemming=True
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The BM25 retriever alone."""

    note: str

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Its arrays and its nodes."""
        del model
        _bm25(texts, min(TOP, len(texts))).persist(str(folder))

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """Read back from disk."""
        del texts, model
        return _Opened(BM25Retriever.from_persist_dir(str(folder)), segmented=True)


@dataclass(frozen=True, slots=True)
class Fused:
    """Both retrievers; the fusing one asks no language model, as it makes no further queries."""

    note: str

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """The vectors into its own simple store."""
        _bm25(texts, min(TOP, len(texts))).persist(str(folder / "terms"))
        embedding = _Encoder(str(model))
        nodes = [TextNode(id_=str(text.id), text=text.text) for text in texts]
        index = VectorStoreIndex(nodes, embed_model=embedding)
        index.storage_context.persist(str(folder / "vectors"))

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """Both read back from disk."""
        del texts
        embedding = _Encoder(str(model))
        storage = StorageContext.from_defaults(persist_dir=str(folder / "vectors"))
        vectors = load_index_from_storage(storage, embed_model=embedding)
        terms = BM25Retriever.from_persist_dir(str(folder / "terms"))
        return _Opened(
            QueryFusionRetriever(
                [terms, vectors.as_retriever(similarity_top_k=terms.similarity_top_k)],
                llm=MockLLM(),
                similarity_top_k=terms.similarity_top_k,
                num_queries=1,
                mode=FUSION_MODES.RECIPROCAL_RANK,
                use_async=False,
            ),
            segmented=True,
        )


WAYS: dict[str, Way] = {
    "terms": Terms("LlamaIndex's BM25 retriever (bm25s) over rjieba words"),
    "fused": Fused(
        "LlamaIndex's BM25 retriever and vector index of our encoder, fused by reciprocal rank; its answers are a"
        " language model's, so it gives passages only"
    ),
}
