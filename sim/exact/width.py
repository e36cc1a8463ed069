"""How wide the vectors of compiled code are where the processor leaves a choice."""

from __future__ import annotations

from typing import Any

NARROWER = "prefer-256-bit"  # what LLVM calls its choice of half the width


def full_width(cpu: str, features: str) -> str | None:
    """The features to compile for, so that vectors are as wide as the processor has them; None: as they are.

    LLVM fills half of a 512-bit register on Intel's processors, the first of which slowed down when code used
    all of it. Its tuning for AMD's does not. The width changes no bit of any result: each run of a block
    stays in a lane of its own.
    """
    has = set(features.split(","))
    if "+avx512f" not in has or cpu.startswith("znver"):
        return None
    return f"{features},-{NARROWER}"


def use_full_width(config: Any, cpu: str, features: str) -> None:
    """Set numba's ``config`` so before it compiles; what a user has said of the processor stands."""
    if config.CPU_NAME is None and config.CPU_FEATURES is None:
        config.CPU_FEATURES = full_width(cpu, features)
