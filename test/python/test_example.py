"""The example's model: its score is the published one, from PyTorch and from the exported subgraphs."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from bundle_checks import (
    ExportedCase,
    assert_all_parity,
    export,
    read_tensor,
    run_onnx,
)

from pacegate.capture import CaptureOptions, capture_case
from pacegate.entry import load_entry
from pacegate.inputs import Call, load_inputs

EXAMPLE = Path(__file__).parents[2] / "examples" / "semantic-search"
SENTENCES = ["A man is eating pasta.", "A man is eating food."]

# Model card of sentence-transformers/all-MiniLM-L6-v2: cosine similarity of the two sentences.
PUBLISHED_SCORE = 0.7035


@pytest.fixture(scope="module")
def embedding() -> ExportedCase:
    """`predict` on the two sentences."""
    predict = load_entry(EXAMPLE, "search.py:predict")
    options = CaptureOptions(root=EXAMPLE, function="predict", min_passes=1, max_passes=1)
    return export(capture_case(predict, [Call((SENTENCES,), {})], options), root=EXAMPLE)


def score(embeddings: torch.Tensor) -> float:
    assert embeddings.shape == (2, 384)
    return float(embeddings[0] @ embeddings[1])


def test_pytorch_gives_the_published_score() -> None:
    with torch.no_grad():
        embeddings = load_entry(EXAMPLE, "search.py:predict")(SENTENCES)
    assert score(embeddings) == pytest.approx(PUBLISHED_SCORE, abs=1e-3)


def test_the_exported_subgraphs_give_the_published_score(embedding: ExportedCase) -> None:
    [subgraph] = embedding.subgraphs
    [sample] = subgraph.samples
    [onnx_embeddings] = run_onnx(subgraph, sample)
    assert score(onnx_embeddings) == pytest.approx(PUBLISHED_SCORE, abs=1e-3)
    assert sample.golden is not None
    [golden] = sample.golden
    assert score(read_tensor(golden)) == pytest.approx(PUBLISHED_SCORE, abs=1e-3)


def test_the_example_is_one_subgraph_that_agrees_with_pytorch(embedding: ExportedCase) -> None:
    assert len(embedding.profiles) == 1
    [subgraph] = embedding.subgraphs
    assert subgraph.source is not None
    assert subgraph.source.file == "search.py"
    assert subgraph.module_path == "encoder"
    assert_all_parity(embedding)


@pytest.mark.parametrize("batch_size", [1, 16])
def test_the_inputs_fill_the_batch(batch_size: int) -> None:
    [call] = load_inputs(EXAMPLE, "search.py:requests", batch_size).calls
    [sentences] = call.args
    assert len(sentences) == batch_size
