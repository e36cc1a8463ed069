"""How fast this machine runs the model, beside Mesa and beside what it could do at best."""
