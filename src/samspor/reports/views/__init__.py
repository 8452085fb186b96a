"""The pages of results, of runs, of study folders and of register deliveries."""
