"""What the record of dated acts says, as people read it."""
