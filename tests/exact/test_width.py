"""Vectors as wide as the processor has them, where nobody has said otherwise; a line says so."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest

from patronage.sim.exact import compiled
from patronage.sim.exact.cache import CompileCache
from patronage.sim.exact.width import full_width, use_full_width


@pytest.mark.parametrize(
    ("cpu", "features", "wanted"),
    [
        ("icelake-server", "+avx2,+avx512f,+fma", "+avx2,+avx512f,+fma,-prefer-256-bit"),
        ("rocketlake", "+avx512f", "+avx512f,-prefer-256-bit"),
        ("znver5", "+avx2,+avx512f", None),
        ("haswell", "+avx2,-avx512f", None),
        ("apple-m1", "+neon", None),
        ("generic", "", None),
    ],
)
def test_only_where_half_the_width_would_be_used_is_anything_asked_for(cpu, features, wanted):
    assert full_width(cpu, features) == wanted


@pytest.mark.parametrize(("name", "said"), [("icelake-server", None), (None, "+avx2")])
def test_what_a_user_says_of_the_processor_stands(name, said):
    config = SimpleNamespace(CPU_NAME=name, CPU_FEATURES=said)
    use_full_width(config, "icelake-server", "+avx512f")
    assert config == SimpleNamespace(CPU_NAME=name, CPU_FEATURES=said)


def test_otherwise_numba_is_set():
    config = SimpleNamespace(CPU_NAME=None, CPU_FEATURES=None)
    use_full_width(config, "icelake-server", "+avx512f")
    assert config.CPU_FEATURES == "+avx512f,-prefer-256-bit"


def _cache(tmp_path, monkeypatch, notice: str) -> compiled.FunctionCache:
    monkeypatch.setenv("PATRONAGE_CACHE", str(tmp_path))
    return compiled.FunctionCache(full_width, CompileCache("0" * 16), notice)


def _context(features: str) -> SimpleNamespace:
    codegen = SimpleNamespace(magic_tuple=lambda: ("triple", "cpu", features))
    return SimpleNamespace(refresh=lambda: None, codegen=lambda: codegen)


def test_code_is_kept_for_one_kind_of_processor_and_width(tmp_path, monkeypatch):
    cache = _cache(tmp_path, monkeypatch, "")
    wide, narrow = (
        cache._file("sig", _context(features).codegen())
        for features in ("-prefer-256-bit", "+prefer-256-bit")
    )
    assert wide != narrow


def test_a_line_says_that_something_must_be_compiled(tmp_path, monkeypatch, capsys):
    assert _cache(tmp_path, monkeypatch, "compiling").load_overload("sig", _context("")) is None
    assert _cache(tmp_path, monkeypatch, "").load_overload("sig", _context("")) is None
    assert capsys.readouterr() == ("", "compiling\n")


def test_what_is_kept_is_not_reported(tmp_path, monkeypatch, capsys):
    cache = _cache(tmp_path, monkeypatch, "compiling")
    monkeypatch.setattr("patronage.sim.exact.compiled.CompileResult._rebuild", lambda _, *rest: rest)
    cache._kept.write(cache._file("sig", _context("").codegen()), pickle.dumps((1, 2)))
    assert cache.load_overload("sig", _context("")) == (1, 2)
    assert capsys.readouterr().err == ""
