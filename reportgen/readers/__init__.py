"""File to model: schemas, workbooks, CSV, definitions, settings."""
