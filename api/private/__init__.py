"""What the desk keeps for itself, apart from the archive: tokens, feedback, questions if the operator wants them."""
