"""Lengths of the layout in the units CSS and PDF use."""

MM = 72 / 25.4
"""Points in a millimetre."""

_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "mm": MM, "cm": 10 * MM}


def points(millimetres: float) -> float:
    """Millimetres in points."""
    return millimetres * MM


def css_points(number: str, unit: str) -> float | None:
    """A CSS or SVG length in points; ``None`` for a unit that depends on something else (%, em)."""
    factor = _POINTS.get(unit)
    return None if factor is None else float(number) * factor
