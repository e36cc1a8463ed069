"""What the page computes and says, without a browser."""
