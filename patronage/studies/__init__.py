"""A scenario in, an answer out; nothing here prints or draws."""
