"""The forms of runs and of register deliveries."""
