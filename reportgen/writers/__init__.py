"""Tree → file: each writer dresses one Document; meaning is settled before."""
