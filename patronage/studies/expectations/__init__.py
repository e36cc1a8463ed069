"""Claims held to the model, to the null that each is for, and to other settings."""
