"""What came of runs, on disk."""
