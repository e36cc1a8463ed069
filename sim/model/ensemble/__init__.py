"""The same model, thousands of runs at once, in compiled code."""
