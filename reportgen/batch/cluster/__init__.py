"""A batch on the machines of a Dask cluster: the same work, the same bytes, whoever does it."""
