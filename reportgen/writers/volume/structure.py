"""Tags of many PDFs in one tree (ISO 32000-1, 14.7): what a screen reader reads stays with its pages."""

import pikepdf


class Structure:
    """The tree of a volume, which begins as that of its contents."""

    def __init__(self, volume: pikepdf.Pdf) -> None:
        self._volume, self._root = volume, volume.Root.StructTreeRoot
        self._next = max((int(key) for key in list(self._root.ParentTree.Nums)[0::2]), default=-1) + 1

    def add(self, source: pikepdf.Pdf, first: int) -> None:
        """The tree of a part whose pages are in the volume already, from the page ``first`` on."""
        root = source.Root.get("/StructTreeRoot")
        if root is None:
            return
        for kid in root.K:
            copy = self._volume.copy_foreign(kid)
            copy.P = self._root
            self._root.K.append(copy)
        numbers = list(root.ParentTree.Nums)
        for key, owners in zip(numbers[0::2], numbers[1::2], strict=True):
            self._root.ParentTree.Nums.append(self._next + int(key))
            self._root.ParentTree.Nums.append(self._owners(owners))
        for page in list(self._volume.pages)[first:]:
            if "/StructParents" in page.obj:
                page.obj.StructParents = self._next + int(page.obj.StructParents)
        self._next += max((int(key) for key in numbers[0::2]), default=-1) + 1

    def _owners(self, owners: pikepdf.Object) -> pikepdf.Object:
        """The elements that own the marks of one page, in the volume."""
        if owners.is_indirect:
            return self._volume.copy_foreign(owners)
        return pikepdf.Array([self._copy(one) for one in owners])

    def _copy(self, owner: object) -> object:
        """An element; a mark that is an artifact has none."""
        return self._volume.copy_foreign(owner) if isinstance(owner, pikepdf.Object) and owner.is_indirect else None
