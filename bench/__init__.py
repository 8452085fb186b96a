"""What is measured, how, and against whom. Never a test: figures are read by people, as ratios within one run."""
