"""Profiles and counts of a manifest add up, whatever the runs were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pacegate.captured import CapturedCase, LocalPythonTimes, Location
from pacegate.manifest import CoveredPackage, FailedForm, as_json
from pacegate.profiles import CallReference, LocalPythonSegment, SubgraphSegment, count_calls, make_profiles
from pacegate.step_error import StepError

references = st.builds(CallReference, st.sampled_from(["g1", "g2", "g3"]), st.sampled_from(["s0", "s1"]))
some_runs = st.lists(st.lists(references, max_size=4), min_size=1, max_size=8)


def case_of(runs: list[list[CallReference]], passes: int) -> CapturedCase:
    # Each time tells its run, gap and pass, so that none can be lost or moved unseen.
    gaps = tuple(
        tuple(tuple(10_000 * run + 100 * gap + p for p in range(passes)) for gap in range(len(calls) + 1))
        for run, calls in enumerate(runs)
    )
    return CapturedCase("predict", (), (), 0, LocalPythonTimes((), gaps, ()))


@given(runs=some_runs)
def test_counts_add_up_to_all_calls(runs: list[list[CallReference]]) -> None:
    counted = count_calls(runs)
    assert sum(call.count for call in counted) == sum(map(len, runs))
    distinct = list(dict.fromkeys(call for run in runs for call in run))
    assert [CallReference(call.subgraph, call.sample) for call in counted] == distinct


@given(runs=some_runs, passes=st.integers(1, 3))
def test_every_run_is_in_one_profile_with_all_its_times(runs: list[list[CallReference]], passes: int) -> None:
    case = case_of(runs, passes)
    profiles = make_profiles(case, runs)
    assert sum(profile.runs for profile in profiles) == len(runs)
    assert [profile.name for profile in profiles] == [
        f"predict[{number}/{len(profiles)}]" for number in range(1, len(profiles) + 1)
    ]
    kept = [
        ns
        for profile in profiles
        for segment in profile.segments
        if isinstance(segment, LocalPythonSegment)
        for ns in segment.samples_ns
    ]
    assert sorted(kept) == sorted(ns for run in case.local_python.segments_ns for gap in run for ns in gap)
    sequences = [tuple(s.subgraph for s in p.segments if isinstance(s, SubgraphSegment)) for p in profiles]
    assert sequences == list(dict.fromkeys(tuple(call.subgraph for call in run) for run in runs))


@given(runs=some_runs)
def test_segments_alternate(runs: list[list[CallReference]]) -> None:
    for profile in make_profiles(case_of(runs, 1), runs):
        kinds = [segment.kind for segment in profile.segments]
        assert kinds[::2] == ["local-python"] * (len(kinds) // 2 + 1)
        assert kinds[1::2] == ["subgraph"] * (len(kinds) // 2)


def test_keys_are_spelled_as_the_reader_spells_them() -> None:
    error = StepError("onnx", "TypeError", "no", Location("search.py", 3))
    assert as_json([FailedForm(error), CoveredPackage("torch", "2")]) == [
        {
            "error": {
                "stage": "onnx",
                "exception": "TypeError",
                "message": "no",
                "location": {"file": "search.py", "line": 3},
            },
            "state": "failed",
        },
        {"name": "torch", "version": "2"},
    ]
    assert as_json(LocalPythonSegment((1, 2))) == {"samplesNs": [1, 2], "kind": "local-python"}
