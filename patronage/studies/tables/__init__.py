"""Every answer as tables of plain values: what its method `tables` gives."""
