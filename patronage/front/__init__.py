"""What people who work in Python call: the studies, with a command's options as keywords."""
