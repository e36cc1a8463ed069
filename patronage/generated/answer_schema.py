"""The JSON Schema of a run's answer, docs/schema/answer.json, written from the form that reads it back.

`python -m patronage.generated.answer_schema` writes it; with `--check` it only says whether it differs from
what the code would write, and then exits with 1.
"""

from __future__ import annotations

import sys

from patronage.sim import schemas
from patronage.studies.stored.answer import AnswerForm


def texts() -> dict[str, str]:
    """The schema of what this version prints, where no field is missing."""
    return {"answer": schemas.schema_text(AnswerForm, "serialization")}


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return schemas.main(arguments, texts(), "patronage.generated.answer_schema")


if __name__ == "__main__":
    sys.exit(main())
