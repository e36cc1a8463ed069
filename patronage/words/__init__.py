"""Words and numbers as every surface says them."""
