"""Cases, scenarios and single runs by name or path; the faults are those of Python's keywords."""

from __future__ import annotations

from patronage.front.asking import in_python
from patronage.studies import shipped

load_case = in_python()(shipped.load_case)
load_scenario = in_python()(shipped.load_scenario)
model = in_python()(shipped.model)

for _each in (load_case, load_scenario, model):
    _each.__module__ = __name__  # where pickle, and so Mesa's `batch_run` on several processes, finds it
