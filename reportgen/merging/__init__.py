"""Many returns into one ledger: gathered, joined row by row, held against the register, written, counted."""
