"""Charts of answers, from what studies found to what `analysis.charts` draws."""
