"""Haystack: its in-memory store searched by BM25, by our encoder's vectors, and both joined by reciprocal rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from bench.peers.protocol import Desk, Said, Text, Way, words


@dataclass(frozen=True, slots=True)
class _Opened:
    terms: InMemoryBM25Retriever
    vectors: InMemoryEmbeddingRetriever
    embedder: SentenceTransformersTextEmbedder
    joiner: DocumentJoiner

    def ask(self, question: str, limit: int) -> Said:
        by_terms = self.terms.run(query=" ".join(words(question)), top_k=limit)["documents"]
        vector = self.embedder.run(text=question)["embedding"]
        by_vectors = self.vectors.run(query_embedding=vector, top_k=limit)["documents"]
        joined = self.joiner.run(documents=[by_terms, by_vectors], top_k=limit)["documents"]
        return Said(tuple(int(document.id) for document in joined))


@dataclass(frozen=True, slots=True)
class Haystack:
    """The components of its hybrid pipeline, called one after the other."""

    note: str

    def build(self, texts: Sequence[Text], folder: Path, model: Path) -> None:
        """Words apart by blanks for BM25, whose tokenizer is a regular expression; vectors of the printed text."""
        store = InMemoryDocumentStore(
            bm25_tokenization_regex=r"\S+", embedding_similarity_function="cosine", shared=False
        )
        embedder = SentenceTransformersDocumentEmbedder(model=str(model), progress_bar=False, batch_size=256)
        embedder.warm_up()
        for start in range(0, len(texts), 10_000):
            batch = texts[start : start + 10_000]
            plain = [Document(id=str(text.id), content=text.text) for text in batch]
            embedded = embedder.run(documents=plain)["documents"]
            store.write_documents(
                [
                    Document(id=one.id, content=" ".join(words(one.content or "")), embedding=one.embedding)
                    for one in embedded
                ]
            )
        store.save_to_disk(str(folder / "store.json"))

    def open(self, texts: Sequence[Text], folder: Path, model: Path) -> Desk:
        """The store, read whole into memory."""
        del texts
        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        embedder = SentenceTransformersTextEmbedder(model=str(model), progress_bar=False)
        embedder.warm_up()
        return _Opened(
            InMemoryBM25Retriever(store),
            InMemoryEmbeddingRetriever(store),
            embedder,
            DocumentJoiner(join_mode="reciprocal_rank_fusion"),
        )


WAYS: dict[str, Way] = {
    "hybrid": Haystack(
        "Haystack's in-memory store, BM25L over rjieba words and our encoder, joined by reciprocal rank; its"
        " ExtractiveReader needs a question-answering model from the hub, so it gives passages only"
    ),
}
