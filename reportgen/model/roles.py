"""What a standard in force is for."""

ROLES = ("balance", "conditions")
"""The county's balance, the conditions of its schools."""
