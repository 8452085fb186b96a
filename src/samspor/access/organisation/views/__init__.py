"""The pages of the organisation: what everybody sees, and what administrators change."""
