"""The interactive page of a scenario: what a reader may change, what comes of it, and how it is shown."""
