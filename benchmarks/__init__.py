"""How long the sample county's briefing takes, and how that compares with the libraries others use."""
