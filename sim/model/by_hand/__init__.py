"""The readable account: the model as Mesa agents, one run at a time."""
