"""Very many runs: sweeps, their chunks, workers and folders."""
