"""What a sweep costs on many machines: measured on a few workers here, fitted, and told in the how-to."""
