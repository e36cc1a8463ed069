"""Commands for coding an article."""
