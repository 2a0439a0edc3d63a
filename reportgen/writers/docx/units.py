"""Lengths as Office Open XML counts them."""

EMU_PER_MM = 36_000


def mm(length: float) -> int:
    """Millimetres in twips (1/20 pt)."""
    return round(length * 1440 / 25.4)


def pt(length: float) -> int:
    """Points in twips."""
    return round(length * 20)


def half(size: float) -> int:
    """A type size in points as half-points (``w:sz``)."""
    return round(size * 2)


def hundredths(characters: float) -> int:
    """Characters as hundredths of one (``w:firstLineChars`` and its kin)."""
    return round(characters * 100)
