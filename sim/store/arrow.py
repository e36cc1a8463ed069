"""Columns of Arrow tables out of NumPy's memory.

`pyarrow.array` looks whether it was handed something of pandas, and so loads pandas, which takes longer than
writing the result of a quick run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa


def numbers(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column of float64 or int32 (R,), null where ``missing`` (R,)."""
    import pyarrow as pa

    flat = np.ascontiguousarray(values)
    kind = {"float64": pa.float64(), "int32": pa.int32()}[flat.dtype.name]
    valid = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(flat), [valid, pa.py_buffer(flat)])


def texts(places: NDArray[Any], words: Sequence[str | None]) -> pa.Array:
    """The column of texts ``words[places]`` (R,); null where that is None."""
    import pyarrow as pa

    ends = np.cumsum([0, *(len((word or "").encode()) for word in words)], dtype=np.int32)
    valid = np.packbits([word is not None for word in words], bitorder="little")
    content = "".join(word or "" for word in words).encode()
    each = pa.StringArray.from_buffers(
        len(words), pa.py_buffer(ends), pa.py_buffer(content), pa.py_buffer(valid)
    )
    index = numbers(np.asarray(places, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(index, each).cast(pa.string())
