"""The pages of candidates' records, by subject."""
