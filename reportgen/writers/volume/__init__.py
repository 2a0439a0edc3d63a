"""Many PDFs bound into one: contents, bookmarks, page numbers of the volume, tags, fonts once.  The only door to pikepdf."""

from reportgen.writers.volume.bind import Part, bind, pages

__all__ = ["Part", "bind", "pages"]
