"""The simulation: cases and scenarios in, result folders out. It imports nothing of `analysis` or `patronage`."""
