"""The nouns: what every stage speaks of.  Standard library only; imports nothing of the stages."""
