"""Official briefings for a county education bureau, from its ledgers, with every number traced."""

__version__ = "0.1.0"
