"""Charts of what the estimators give."""
