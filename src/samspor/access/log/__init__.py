"""The log on screen, for the log reviewer of an authority. Shows who did what when; no values."""
