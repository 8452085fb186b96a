"""Samspor, the platform: one IPS course, shared by a municipality and a region's psychiatry."""

__version__ = "0.1.0"
