"""Published models of the same kind of question, each small, cited and checked against its published numbers.

`weighted` (weighted mean and median), `challenge` (expected-utility challenges), `exchange` (votes traded
over two issues), `ktab` (probabilistic Condorcet elections), `balance` (structural balance of ties);
`compare` puts them side by side. What they take is read by `actors` (a table of actors) and `decisions` (one
with outcomes).
"""
