"""One month of the model: settings, equations and tables of runs."""
