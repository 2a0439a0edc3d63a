"""The life of a period: begun from the one before, closed when its briefings are filed, opened with a reason."""
