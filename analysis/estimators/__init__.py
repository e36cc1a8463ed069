"""Numbers out of stored runs."""
