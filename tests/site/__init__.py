"""The built documentation; its packages are there only after `make site`."""
