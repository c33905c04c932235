"""Evaluation runs: asked in several processes, kept in folders, compared, and drawn for people to look through."""
