"""Bytes of weights, of the KV cache of generation, and of vector indexes.

Sources: Kwon et al., PagedAttention, SOSP 2023 (KV cache); Faiss wiki, Guidelines to choose an
index (d x 4 + M x 2 x 4 bytes a vector); OpenSearch k-NN (the factor 1.1).
"""

from __future__ import annotations

from checks.arithmetic import whole

USABLE = 0.90  # of device memory: serving engines keep a part for themselves
LINK_BYTES = 4.0  # one link of a graph index
HNSW_OVERHEAD = 1.1  # [OSK]


def weights(parameters: float, bytes_each: float) -> float:
    """The bytes of a model's weights. Example: 8.03e9 in fp16 are 16.06 GB."""
    return parameters * bytes_each


def kv_per_token(layers: float, kv_heads: float, head_dim: float, bytes_each: float = 2.0) -> float:
    """The bytes one token keeps in the cache: keys and values of every layer and KV head.

    Grouped-query models have fewer KV heads than attention heads. Example: 32 layers, 8 KV heads of
    128 in fp16 keep 131 072 bytes.
    """
    return 2 * layers * kv_heads * head_dim * bytes_each


def most_sequences(usable: float, taken: float, each: float) -> int:
    """How many sequences of *each* bytes fit beside the *taken* bytes.

    Example: 21.6 GB beside 16.06 GB of weights hold 18 sequences of 2 300 tokens.
    """
    return max(0, whole.at_most((usable - taken) / each))


def vector_bytes(dim: float, bytes_each: float, links: float = 0.0) -> float:
    """The bytes of one vector with its links on the lowest layer, 2 M of them in HNSW.

    Example: 768 floats and M = 32 are 3 328 bytes.
    """
    return dim * bytes_each + 2 * links * LINK_BYTES
