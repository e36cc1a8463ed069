"""What a sweep costs on many machines: measured on a few workers here, fitted, written into the how-to."""
