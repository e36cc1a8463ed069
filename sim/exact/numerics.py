"""Logarithm, exponential and hashing that give the same bits everywhere.

The libraries' ``log`` and ``exp`` differ in the last bit between NumPy, the C library and vector
units, and a last bit may decide a choice. These use only additions, multiplications and divisions,
in a stated order and fused only where they say so, so a run stepped by hand and a run in a compiled
block of many agree exactly; and the compiler can do eight of them at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir

from patronage.sim.exact.compiled import float64, int64, intrinsic, scalar, types, uint64

SQRT_HALF_BITS = np.int64(0x3FE6A09E667F3BCD)
ONE_BITS = np.int64(0x3FF0000000000000)
MANTISSA_WIDTH = np.int64(52)
LN2 = math.log(2.0)
LOG2_E = 1.0 / LN2
LN2_HIGH = 6.93145751953125e-1  # the upper bits of ln 2: multiples by a small integer are exact
LN2_LOW = 1.4286068203094172e-6  # the rest, to more bits than ln 2 itself has
# a polynomial for exp on [-log(2)/2, log(2)/2], by interpolation at Chebyshev's nodes
ODDS_0 = 0.9999999999999999
ODDS_1 = 1.0000000377162364
ODDS_2 = 0.5000000047117988
ODDS_3 = 0.16666415514551763
ODDS_4 = 0.04166635289607606
ODDS_5 = 0.00837512640663798
ODDS_6 = 0.0013941108481041369
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding and taking it away again rounds to an integer

MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
SHIFT_30 = np.uint64(30)
SHIFT_27 = np.uint64(27)
SHIFT_31 = np.uint64(31)
SHIFT_12 = np.uint64(12)
UNIT = 1.0 / 4503599627370496.0  # 2**-52

Word = int | np.uint64
"""Sixty-four bits: compiled functions take either kind and give Python's."""


def _bits_of_code(typingctx: Any, x: Any) -> Any:
    """The 64 bits of a float as an integer."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


def _float_of_code(typingctx: Any, x: Any) -> Any:
    """The float that has these 64 bits."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), codegen


def _fma_code(typingctx: Any, x: Any, y: Any, z: Any) -> Any:
    """The product of two numbers and a third added to it, rounded once."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return types.float64(types.float64, types.float64, types.float64), codegen


_fma: Callable[[float, float, float], float] = intrinsic(_fma_code)
_bits_of: Callable[[float], np.int64] = intrinsic(_bits_of_code)
_float_of: Callable[[np.int64], float] = intrinsic(_float_of_code)


@scalar(float64(float64))
def log(x: float) -> float:
    """Natural logarithm of a positive normal number, to about 2e-16.

    The argument is split as 2**e * m with m in [sqrt(1/2), sqrt(2)); then log m = 2 artanh s with
    s = (m - 1) / (m + 1), summed as a series in s**2. Zero, negative and non-finite arguments are
    outside its domain and are never passed to it.
    """
    bits = _bits_of(x)
    exponent = (bits - SQRT_HALF_BITS) >> MANTISSA_WIDTH
    m = _float_of(bits - (exponent << MANTISSA_WIDTH))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = 1.0 / 19.0
    series = series * z + 1.0 / 17.0
    series = series * z + 1.0 / 15.0
    series = series * z + 1.0 / 13.0
    series = series * z + 1.0 / 11.0
    series = series * z + 1.0 / 9.0
    series = series * z + 1.0 / 7.0
    series = series * z + 1.0 / 5.0
    series = series * z + 1.0 / 3.0
    tail = series * z
    return float(exponent) * LN2 + (2.0 * s + 2.0 * s * tail)


@scalar(float64(float64))
def exp(x: float) -> float:
    """Exponential, to about 2e-16 relative; arguments are cut to [-700, 700] (so never 0 or infinite)."""
    cut = min(max(x, -700.0), 700.0)
    whole = (cut * LOG2_E + ROUNDER) - ROUNDER
    r = (cut - whole * LN2_HIGH) - whole * LN2_LOW
    series = 1.0 / 6227020800.0
    series = series * r + 1.0 / 479001600.0
    series = series * r + 1.0 / 39916800.0
    series = series * r + 1.0 / 3628800.0
    series = series * r + 1.0 / 362880.0
    series = series * r + 1.0 / 40320.0
    series = series * r + 1.0 / 5040.0
    series = series * r + 1.0 / 720.0
    series = series * r + 1.0 / 120.0
    series = series * r + 1.0 / 24.0
    series = series * r + 1.0 / 6.0
    series = series * r + 0.5
    series = series * r + 1.0
    series = series * r + 1.0
    return series * _float_of((int64(whole) << MANTISSA_WIDTH) + ONE_BITS)


@scalar(float64(float64))
def log2_for_noise(x: float) -> float:
    """Binary logarithm of a positive normal number to 5e-12 relative, at half the work of `log`."""
    bits = _bits_of(x)
    exponent = (bits - SQRT_HALF_BITS) >> MANTISSA_WIDTH
    m = _float_of(bits - (exponent << MANTISSA_WIDTH))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = _fma(0.3407138214910124, z, 0.41167367587826936)
    series = _fma(series, z, 0.5770835673991821)
    series = _fma(series, z, 0.9617966734449506)
    series = _fma(series, z, 2.8853900817899913)
    return _fma(s, series, float(exponent))


@scalar(uint64(uint64))
def mix(x: Word) -> Word:
    """Scramble 64 bits (the finaliser of SplitMix64; Steele, Lea & Flood 2014). One to one."""
    x = (x ^ (x >> SHIFT_30)) * MIX_1
    x = (x ^ (x >> SHIFT_27)) * MIX_2
    return x ^ (x >> SHIFT_31)


@scalar(float64(uint64))
def unit(x: Word) -> float:
    """A hash as a number strictly between 0 and 1, in steps of 2**-52 (one more bit would round up to 1)."""
    return (float(x >> SHIFT_12) + 0.5) * UNIT


@scalar(float64(float64))
def odds(x: float) -> float:
    """The exponential to 3e-9 relative: enough for the odds of a drawn choice; cut to [-700, 700]."""
    cut = min(max(x, -700.0), 700.0)
    whole = _fma(cut, LOG2_E, ROUNDER) - ROUNDER
    r = _fma(whole, -LN2, cut)
    z = r * r
    even = _fma(_fma(ODDS_6, z, ODDS_4), z, ODDS_2)
    odd = _fma(_fma(ODDS_5, z, ODDS_3), z, ODDS_1)
    series = _fma(even, z, _fma(odd, r, ODDS_0))
    return series * _float_of((int64(whole) << MANTISSA_WIDTH) + ONE_BITS)


@scalar(float64(uint64))
def waiting(x: Word) -> float:
    """A hash as the waiting time of an exponential clock, in units of log 2; at least 0, at most 52.

    The hash's upper 52 bits become a number in [1, 2), and 2 less that a uniform one in (0, 1].
    """
    return -log2_for_noise(2.0 - _float_of(int64(x >> SHIFT_12) | ONE_BITS))


@scalar(float64(uint64, uint64))
def normal(x: Word, y: Word) -> float:
    """Two hashes as one standard normal draw (Box & Muller 1958), its cosine good to 1e-14."""
    turn = unit(y) - 0.5  # cos(2 pi (turn + 1/2)) = -cos(2 pi turn); the sign does not matter
    z = turn * turn
    series = -0.03197288513183594
    series = series * z + 0.27973246574401855
    series = series * z - 1.713736067712307
    series = series * z + 7.903422225546089
    series = series * z - 26.426244477557333
    series = series * z + 60.24464056710631
    series = series * z - 85.45681717667905
    series = series * z + 64.93939402210758
    series = series * z - 19.73920880217477
    series = series * z + 0.9999999999999956
    return math.sqrt(-2.0 * log(unit(x))) * series
