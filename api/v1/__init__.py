"""The JSON endpoint, version 1."""
