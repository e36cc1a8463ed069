"""How far coders of an article agree."""
