"""One row per course: who is in, what became of them, what was known of them at start; before any statistics."""
