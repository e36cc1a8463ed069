"""The codebook: the verbs, the CAMEO codes and the scales that all coders of a case share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, create_model
from pydantic_core import CoreSchema

from patronage.sim.files.forms import Form, Goldstein, Id, Share, Text, VerbName, check, known
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.shipped import data_root
from patronage.sim.verbs import VERB_NAMES, VERBS

MOST_MENTIONS = 3  # clauses of a sentence that count, however many there are
PseudoCount = Annotated[float, Field(gt=0.0, le=1000.0)]


class VerbForm(Form):
    """What a verb of the model stands for in event coding."""

    goldstein: Goldstein = Field(description="Goldstein score that stands for the verb, -10 to 10")
    quad: Text = Field(description="its class in event coding, in words")
    cameo_roots: list[Text] = Field(
        min_length=1, description="first two digits of the codes that count as the verb, in quotes"
    )


_rows: Any = {verb.name: (VerbForm, Field(description=verb.meaning)) for verb in VERBS}
VerbsForm: Any = create_model(
    "VerbsForm",
    __base__=Form,
    __doc__="All verbs but waiting.",
    **_rows,
)


class CameoForm(Form):
    """One code of the CAMEO scheme, with its Goldstein score and the verb it counts as."""

    name: Text = Field(description="what the code stands for")
    goldstein: Goldstein = Field(description="Goldstein score of the code, -10 to 10")
    verb: VerbName = Field(description="what an act of this code counts as")
    neutral: bool = Field(
        default=False,
        description="whether it says nothing of how the two stand, so that event data of it are not acts",
    )


class ScalesForm(Form):
    """The words a coder may use, and the numbers they stand for."""

    strength: dict[Id, PseudoCount] = Field(min_length=1, description="pseudo-counts")
    control: dict[Id, Share] = Field(min_length=1, description="capability, 0 to 1")
    commitment: dict[Id, Share] = Field(min_length=1, description="shares of the actor's capability")
    confidence: dict[Id, Share] = Field(min_length=1, description="multiplies the pseudo-counts")


class CodebookFile(Form):
    """codebook.yaml: verbs, CAMEO codes and scales."""

    verbs: VerbsForm = Field(description="what the verbs of the model stand for")
    cameo: dict[str, CameoForm] = Field(min_length=1, description="the codes that a coder may use, in quotes")
    scales: ScalesForm = Field(description="words for people, and the numbers they stand for")


@dataclass(frozen=True)
class Cameo:
    """One code of the CAMEO scheme (Schrodt 2012), its Goldstein (1992) score and the verb it counts as."""

    name: str
    goldstein: float
    verb: str
    neutral: bool = False


@dataclass(frozen=True)
class Codebook:
    """The codebook as plain numbers.

    `verbs`: the Goldstein score of each verb, -10 to 10. `strength`: pseudo-counts. `control` and
    `commitment`: shares in [0, 1]. `confidence`: what pseudo-counts are multiplied by, in [0, 1].
    """

    verbs: dict[str, float]
    cameo: dict[str, Cameo]
    strength: dict[str, float]
    control: dict[str, float]
    commitment: dict[str, float]
    confidence: dict[str, float]

    def names(self) -> dict[str, tuple[str, ...]]:
        """The words a coder may use, by the kind of word."""
        return {
            "CAMEO code": tuple(self.cameo),
            "strength": tuple(self.strength),
            "control level": tuple(self.control),
            "commitment level": tuple(self.commitment),
            "confidence": tuple(self.confidence),
        }


@dataclass(frozen=True)
class _Words:
    """In a JSON Schema: the shipped codebook's words of a kind, or text, since a case may have its own."""

    kind: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        words = read_codebook(_shipped())[0].names()[self.kind]
        return {"anyOf": [{"enum": list(words)}, handler(schema)]}


Strength = Annotated[str, known("strength"), _Words("strength")]
ControlLevel = Annotated[str, known("control level"), _Words("control level")]
CommitmentLevel = Annotated[str, known("commitment level"), _Words("commitment level")]
Confidence = Annotated[str, known("confidence"), _Words("confidence")]


def _shipped() -> Path:
    return data_root() / "seeds" / "codebook.yaml"


def codebook_path(case_folder: Path) -> Path:
    """The codebook of a case: the one beside its folder, or else the one that comes with the project."""
    beside = case_folder.resolve().parent / "codebook.yaml"
    return beside if beside.is_file() else _shipped()


def read_codebook(path: Path) -> tuple[Codebook, Located]:
    """The codebook in a file, and the file; FaultError with all its faults."""
    located = read_yaml(path)
    check(CodebookFile, located)
    located.raise_faults()
    form = CodebookFile.model_validate(located.data)
    scales = form.scales
    return Codebook(
        verbs={name: getattr(form.verbs, name).goldstein for name in VERB_NAMES},
        cameo={code: Cameo(**entry.model_dump()) for code, entry in form.cameo.items()},
        strength=dict(scales.strength),
        control=dict(scales.control),
        commitment=dict(scales.commitment),
        confidence=dict(scales.confidence),
    ), located
