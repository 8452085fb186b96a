"""Signing in: by the authority's own sign-in (OIDC), by a local account, or in demo by picking a role."""
