"""Rival models: on a scenario (`scenario`, `camps`), and on decisions that are known (`outcomes`)."""
