"""Arithmetic and random numbers that give the same bits everywhere."""
