"""What a study leaves on disk: the form in which it is read back."""
