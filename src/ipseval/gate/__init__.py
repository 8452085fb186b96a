"""The one gate out: every count with its equations, what is hidden, and what an outsider could still work out."""
