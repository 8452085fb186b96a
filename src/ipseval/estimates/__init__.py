"""Estimates with their intervals: small arrays and counts in, numbers out; knows no tables, no study data, no gate."""
