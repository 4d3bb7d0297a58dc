"""Objects are written once, whole, under the sha256 of their bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pacegate.objects import ObjectStore
from pacegate.stored_tensor import DTYPES, UnsupportedDtypeError, store_tensor

if TYPE_CHECKING:
    from pathlib import Path

# The folder is shared by the examples on purpose: that is what the store is for.
shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)


@shared_folder
@given(data=st.binary(max_size=300))
def test_any_bytes_come_back_under_their_digest(tmp_path: Path, data: bytes) -> None:
    store = ObjectStore(tmp_path / "objects")
    name = store.put(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert (store.directory / name).read_bytes() == data
    assert store.put(data) == name


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    path = tmp_path / store.put(b"weights")
    first = path.stat()
    store.put(b"weights")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)


def test_a_file_that_was_cut_off_is_repaired(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    path = tmp_path / store.put(b"weights")
    path.write_bytes(b"wei")
    store.put(b"weights")
    assert path.read_bytes() == b"weights"


def test_exporters_at_the_same_time_leave_whole_files_and_no_others(tmp_path: Path) -> None:
    blobs = [bytes([value]) * 50_000 for value in range(4)] * 8
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda blob: ObjectStore(tmp_path).put(blob), blobs))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(set(names))
    assert all(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == name for name in names)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path as AnyPath

    def refuse(self: AnyPath, target: AnyPath) -> AnyPath:
        raise OSError(28, f"No space left on device: {target}")

    store = ObjectStore(tmp_path)
    monkeypatch.setattr(AnyPath, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        store.put(b"weights")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_tensors_are_raw_and_row_major(tmp_path: Path, dtype: str) -> None:
    store = ObjectStore(tmp_path)
    values = torch.tensor([[0, 1, 1], [1, 0, 1]]).to(getattr(torch, dtype))
    stored = store_tensor(store, values.t())
    data = (tmp_path / stored.object).read_bytes()
    assert (stored.dtype, stored.shape) == (dtype, (3, 2))
    assert len(data) == 6 * values.element_size()
    back = torch.frombuffer(bytearray(data), dtype=values.dtype).reshape(3, 2)
    assert torch.equal(back, values.t())


def test_empty_tensors_and_scalars_are_stored(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    assert store_tensor(store, torch.empty(0, 3)).object == hashlib.sha256(b"").hexdigest()
    scalar = store_tensor(store, torch.tensor(1.5))
    assert scalar.shape == ()
    assert (tmp_path / scalar.object).read_bytes() == b"\x00\x00\xc0\x3f"


@pytest.mark.parametrize("dtype", [torch.complex64, torch.float8_e4m3fn])
def test_types_that_bundles_cannot_hold_are_named(tmp_path: Path, dtype: torch.dtype) -> None:
    with pytest.raises(UnsupportedDtypeError, match=str(dtype).removeprefix("torch.")):
        store_tensor(ObjectStore(tmp_path), torch.zeros(2, dtype=dtype))
    assert list(tmp_path.iterdir()) == []
