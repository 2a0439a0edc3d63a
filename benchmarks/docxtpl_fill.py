"""docxtpl as its users use it: open the template, add the pictures, render, save."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]  # not typed

WIDTH = Mm(150)


def fill(template: bytes, blocks: Sequence[Mapping[str, Any]], png: Mapping[str, bytes]) -> bytes:
    """The filled template."""
    document = DocxTemplate(BytesIO(template))
    pictures = {key: InlineImage(document, BytesIO(data), width=WIDTH) for key, data in png.items()}
    document.render({"blocks": blocks, "pictures": pictures}, autoescape=True)
    made = BytesIO()
    document.save(made)
    return made.getvalue()
