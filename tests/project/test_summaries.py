from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.summaries import check_summary, differences

VALUES = {"hold": {"loss": 1 / 3, "interval": [0.1, float("nan")]}, "runs": 2000, "focus": "iran"}


def test_what_is_written_agrees_with_itself(tmp_path: Path) -> None:
    path = tmp_path / "golden" / "case.yaml"
    check_summary(path, VALUES, renew=True)
    check_summary(path, VALUES, renew=False)
    assert "loss: 0.333333333\n" in path.read_text(encoding="utf-8")


def test_every_difference_is_listed_with_its_place() -> None:
    now = {"hold": {"loss": 0.334, "interval": (0.1, 0.2, 0.3)}, "focus": "iran", "draws": 200}
    assert list(differences(VALUES, now)) == [
        f"hold.loss: {1 / 3!r}, 0.334",
        "hold.interval: 2 entries, now 3",
        "hold.interval[1]: nan, 0.2",
        "runs: gone, was 2000",
        "draws: new, 200",
    ]


def test_a_missing_summary_fails_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"no golden summary case\.yaml: run `make golden`"):
        check_summary(tmp_path / "case.yaml", VALUES, renew=False)


def test_truth_is_not_the_number_one() -> None:
    assert list(differences({"a": True}, {"a": 1})) == ["a: True, 1"]
