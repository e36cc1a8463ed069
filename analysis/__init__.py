"""Estimators and charts over stored results. Nothing here runs the model."""
