"""Estimators on the record of dated acts: what it says of choice, and how well it is predicted."""
