"""The pages of signing in: the entrance, the locked page, the account."""
