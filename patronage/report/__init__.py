"""From results to the parts of a report."""
