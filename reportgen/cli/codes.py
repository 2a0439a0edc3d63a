"""Exit codes.  0 written, 130 interrupted from the keyboard."""

DATA_ERRORS = 1
WRONG_USE = 2
ENVIRONMENT = 3
TERMINATED = 143
