"""Whether the data of a study will do: what stops a run, what a stated rule handles, where each fault is."""
