"""What a sweep costs on many machines: measured on a few workers here, fitted, and reported in the how-to."""
