"""The public-economy case: what a programme costs whom, what follows from its effect, and how sure that is.

Three published sums are often mixed up, and are none of these figures: a trial's societal saving, a model's net cost
per participant, and a budget per planned citizen (`reference/money.csv`).
"""
