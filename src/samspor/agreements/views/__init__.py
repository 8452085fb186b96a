"""The pages of programmes and local agreements."""
