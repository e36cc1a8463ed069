"""What a user writes: from bytes to plain data that know their places, or every fault at once."""
