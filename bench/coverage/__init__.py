"""How often 95 % intervals hold the truth: `python -m bench.coverage [data sets] [processes] [--only TEXT]`."""
