"""Commands on the record of dated acts."""
