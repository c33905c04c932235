"""Question sets put to the desk, and its answers judged: datasets, predictions, metrics, runs and their comparison."""
