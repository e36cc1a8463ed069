"""The simulation: cases and scenarios in, result folders out."""
