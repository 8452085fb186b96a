"""The pages of the course, of its lists, and of the way into it, by subject."""
