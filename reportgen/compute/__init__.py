"""Definitions × Ledger → Facts.  Order of work: :mod:`engine`; pandas only in :mod:`frames`."""
