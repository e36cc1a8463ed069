"""From coded evidence to interest weights."""
