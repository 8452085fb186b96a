"""The pages of access, by subject."""
