"""A battery of tests of random numbers: today's, a candidate's for faster ones, and broken ones."""
