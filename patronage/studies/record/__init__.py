"""Studies that hold the model to a record of dated acts."""
