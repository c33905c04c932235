"""The `bulletin` subcommands: each parses, calls, prints."""
