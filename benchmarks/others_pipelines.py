"""The two other pipelines, run by benchmarks/others.py in their own environment.

It knows nothing of Pincite. Prints one JSON object in a line: pages, seconds, latencies, hits.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
WORDS = 150  # of a passage: within the model's window of 256 tokens


def txtai(given: dict) -> dict:
    import pypdf
    from txtai import Embeddings

    embeddings = Embeddings(path=given["model"], content=True)
    embeddings.transform("warm")
    started = time.perf_counter()
    rows, pages = [], 0
    for path, source in given["files"]:
        for page in pypdf.PdfReader(path).pages:
            pages += 1
            words = page.extract_text().split()
            for at in range(0, len(words), WORDS):
                rows.append({"text": " ".join(words[at : at + WORDS]), "source": source})
    embeddings.index(rows)
    seconds = time.perf_counter() - started

    def search(question: str) -> list:
        sql = f"select text, source from txtai where similar(:q, {given['hits']})"
        sql += f" limit {given['hits']}"
        found = embeddings.search(sql, given["hits"], parameters={"q": question})
        return [(hit["source"], hit["text"]) for hit in found]

    return {"pages": pages, "passages": len(rows), "seconds": seconds, **ask(search, given)}


def haystack(given: dict) -> dict:
    from haystack.components.converters import PyPDFToDocument
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    document_embedder = SentenceTransformersDocumentEmbedder(
        model=given["model"], progress_bar=False
    )
    text_embedder = SentenceTransformersTextEmbedder(model=given["model"], progress_bar=False)
    splitter = DocumentSplitter(split_by="word", split_length=WORDS, split_overlap=0)
    for part in (document_embedder, text_embedder, splitter):
        part.warm_up()
    text_embedder.run("warm")
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    started = time.perf_counter()
    paths = [path for path, _ in given["files"]]
    meta = [{"source": source} for _, source in given["files"]]
    read = PyPDFToDocument().run(sources=[Path(path) for path in paths], meta=meta)["documents"]
    pages = sum(document.content.count("\f") + 1 for document in read)
    split = splitter.run(documents=read)["documents"]
    store.write_documents(document_embedder.run(documents=split)["documents"])
    seconds = time.perf_counter() - started
    retriever = InMemoryEmbeddingRetriever(store, top_k=given["hits"])

    def search(question: str) -> list:
        vector = text_embedder.run(question)["embedding"]
        found = retriever.run(query_embedding=vector)["documents"]
        return [(document.meta["source"], document.content) for document in found]

    return {"pages": pages, "passages": len(split), "seconds": seconds, **ask(search, given)}


def ask(search, given: dict) -> dict:
    for question in given["questions"][:5]:
        search(question)
    took, hits = [], []
    for question in given["questions"]:
        started = time.perf_counter()
        hits.append(search(question))
        took.append((time.perf_counter() - started) * 1000)
    return {"took_ms": took, "hits": hits}


if __name__ == "__main__":
    wanted = {"txtai": txtai, "haystack": haystack}[sys.argv[1]]
    print(json.dumps(wanted(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))))
