"""What commands share with the shell: errors, streams, completion, progress."""
