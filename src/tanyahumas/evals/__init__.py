"""How well releases are found and questions answered: datasets, metrics, runs."""
