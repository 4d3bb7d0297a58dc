"""Profiles of a case: its runs grouped by the sequence of subgraphs that they pass through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pacegate.captured import CapturedCase


@dataclass(frozen=True)
class CallReference:
    """A subgraph with one of its samples."""

    subgraph: str
    sample: str


@dataclass(frozen=True)
class CountedCall:
    """A distinct call and how often the case makes it."""

    subgraph: str
    sample: str
    count: int


@dataclass(frozen=True)
class LocalPythonSegment:
    """Python between two subgraphs; one time for each run of the profile in each timed pass."""

    samples_ns: tuple[int, ...]
    kind: str = "local-python"


@dataclass(frozen=True)
class SubgraphSegment:
    """A subgraph; the sample is the one of the profile's first run."""

    subgraph: str
    sample: str
    kind: str = "subgraph"


@dataclass(frozen=True)
class Profile:
    """Runs with the same sequence of subgraphs."""

    name: str
    runs: int
    segments: tuple[LocalPythonSegment | SubgraphSegment, ...]


def count_calls(runs: Sequence[Sequence[CallReference]]) -> tuple[CountedCall, ...]:
    """Counts distinct calls over all runs, in order of first use."""
    counts: dict[CallReference, int] = {}
    for run in runs:
        for call in run:
            counts[call] = counts.get(call, 0) + 1
    return tuple(CountedCall(call.subgraph, call.sample, count) for call, count in counts.items())


def make_profiles(case: CapturedCase, runs: Sequence[Sequence[CallReference]]) -> tuple[Profile, ...]:
    """Groups runs by their sequence of subgraphs, in order of first appearance.

    Args:
        case: The capture, for the function's name and the times of its local python.
        runs: The calls of each run, in the order of `case.runs`.
    """
    members: dict[tuple[str, ...], list[int]] = {}
    for index, run in enumerate(runs):
        members.setdefault(tuple(call.subgraph for call in run), []).append(index)
    return tuple(
        Profile(f"{case.function}[{number}/{len(members)}]", len(indexes), _segments(case, runs, indexes))
        for number, indexes in enumerate(members.values(), start=1)
    )


def _segments(
    case: CapturedCase, runs: Sequence[Sequence[CallReference]], indexes: Sequence[int]
) -> tuple[LocalPythonSegment | SubgraphSegment, ...]:
    gaps = case.local_python.segments_ns
    calls = runs[indexes[0]]
    segments: list[LocalPythonSegment | SubgraphSegment] = []
    for gap in range(len(calls) + 1):
        samples = tuple(ns for index in indexes for ns in gaps[index][gap])
        segments.append(LocalPythonSegment(samples))
        if gap < len(calls):
            segments.append(SubgraphSegment(calls[gap].subgraph, calls[gap].sample))
    return tuple(segments)
