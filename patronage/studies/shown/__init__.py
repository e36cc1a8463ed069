"""Answers as Python and notebooks show them: tables, labelled arrays, charts."""
