"""A result packed with all that it takes to make it again, and made again."""
