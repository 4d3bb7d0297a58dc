"""Holds every library of a measured process to the number of threads that the target serves with."""

from __future__ import annotations

import os


def limit_threads(threads: int) -> None:
    """Sets PyTorch's threads, and those of pools that start later.

    Hugging Face tokenisers have a pool of their own in Rust, which takes all cores for a batch and would make
    local python as noisy as the machine is busy. What the user's environment says stays.
    """
    import torch

    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, str(threads))
    torch.set_num_threads(threads)
