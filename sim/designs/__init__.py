"""Which runs answer a question."""
