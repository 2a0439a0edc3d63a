"""The sample county, sheet by sheet."""
