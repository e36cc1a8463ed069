"""What the documentation has from the code."""
