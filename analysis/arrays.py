"""Why an iteration ended, and the array type that the estimators share."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

Stop: TypeAlias = Literal["converged", "cycle found", "steps exhausted"]
"""``converged``: nothing would move any more (a formula without steps is there at once);
``cycle found``: an earlier state came back; ``steps exhausted``: neither, within the steps allowed."""
