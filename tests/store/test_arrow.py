"""Columns out of NumPy's memory are what pyarrow itself would make, and do not load pandas."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.store.arrow import numbers, texts


@pytest.mark.parametrize("dtype", [np.float64, np.int32])
@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), max_size=40))
def test_numbers_are_pyarrow_s(dtype, cells):
    values = np.array([value for value, _ in cells], dtype=dtype)
    missing = np.array([gone for _, gone in cells], dtype=bool)
    assert numbers(values).equals(pa.array(values))
    assert numbers(values, missing).equals(pa.array(values, mask=missing))
    numbers(values, missing).validate(full=True)


def test_a_slice_that_does_not_lie_in_one_piece_is_copied():
    values = np.arange(24.0).reshape(6, 4)
    assert numbers(values[:, 2]).to_pylist() == values[:, 2].tolist()


@given(st.lists(st.none() | st.text(max_size=9), min_size=1, max_size=6), st.data())
def test_texts_are_pyarrow_s(words, data):
    places = np.array(data.draw(st.lists(st.integers(0, len(words) - 1), max_size=30)), dtype=np.int64)
    column = texts(places, words)
    column.validate(full=True)
    assert column.equals(pa.array([words[k] for k in places], type=pa.string()))


def test_a_run_loads_neither_pandas_nor_what_it_does_not_draw(tmp_path):
    code = (
        "import sys\nfrom patronage.cli import main\n"
        f"sys.argv = ['patronage', 'run', 'losing_ground', '--runs', '40', '--set', 'replicates=4',"
        f" '--no-charts', '--out', {str(tmp_path / 'run')!r}]\n"
        "try:\n    main()\nexcept SystemExit as done:\n    code = done.code\n"
        "heavy = {'pandas', 'matplotlib', 'mesa', 'SALib', 'networkx'}\n"
        "print(code or 0, *sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "0", done.stdout + done.stderr
