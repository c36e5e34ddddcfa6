"""One module a revision, each applied once, in order."""
