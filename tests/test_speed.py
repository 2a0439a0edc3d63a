"""The short ways of the writers: the same files as by the long ones, and left off when the library is another."""

import hashlib
import pickle
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from benchmarks.dossier_tree import tree
from reportgen.charts import Pen, draw
from reportgen.charts.png import png
from reportgen.font_subset import subset_fonts
from reportgen.fonts import FontSet, find_fonts
from reportgen.layout import GBT9704
from reportgen.model.document import Document, Meta, Paragraph, Picture, Text
from reportgen.selfcheck import check_docx, check_pdf
from reportgen.writers import docx, pdf
from reportgen.writers.opc import zipped
from reportgen.writers.pdf import lines, speed, tricks

DOSSIER = tree(7)


def say(text: str) -> Document:
    """A document of one sentence."""
    return Document(Meta("说明"), (Paragraph((Text(text),)),))


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    """The official faces."""
    return find_fonts()


@pytest.fixture(scope="module")
def svg(fonts: FontSet) -> dict[str, bytes]:
    """The dossier's chart."""
    return {b.chart.key: draw(b.chart, Pen(fonts.faces["hei"])).svg for b in DOSSIER.blocks if isinstance(b, Picture)}


@pytest.fixture(scope="module")
def fast(fonts: FontSet, svg: dict[str, bytes]) -> bytes:
    """The dossier by all short ways, its lines measured before."""
    pdf.write(DOSSIER, GBT9704, svg, fonts)
    return pdf.write(DOSSIER, GBT9704, svg, fonts)


@pytest.fixture(scope="module")
def cut(fonts: FontSet) -> FontSet:
    """The faces cut down to what the dossier says."""
    return subset_fonts(fonts, [repr(DOSSIER)])


def rendered(data: bytes) -> list[bytes]:
    """Each page as pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return [hashlib.sha256(page.render(scale=1).to_numpy().tobytes()).digest() for page in document]


def set_out(data: bytes) -> list[list[tuple[str, tuple[float, ...]]]]:
    """Each page's characters with their boxes in points."""
    import pypdfium2

    texts = [page.get_textpage() for page in pypdfium2.PdfDocument(data)]
    return [[(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())] for text in texts]


# -- the private places of WeasyPrint ---------------------------------------------------------------------


@pytest.mark.parametrize("module", tricks.KNOWN)
def test_this_weasyprint_is_the_one_the_tricks_were_written_for(module: str) -> None:
    """When this fails: read what changed in the module, mend the trick, set its SHA-256 anew."""
    assert tricks.digest(module) == tricks.KNOWN[module]


@pytest.mark.parametrize("module", tricks.KNOWN)
def test_a_weasyprint_that_differs_by_one_character_is_used_as_it_is(
    module: str, fonts: FontSet, svg: dict[str, bytes], fast: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each trick for itself changes not one byte of the file."""
    own = tricks.known
    monkeypatch.setattr(tricks, "known", lambda *names: module not in names and own(*names))
    assert pdf.write(DOSSIER, GBT9704, svg, fonts) == fast


def test_the_tricks_leave_the_library_as_it_was(fonts: FontSet, fast: bytes) -> None:
    """After a document, and after one that failed."""
    from weasyprint.css import ComputedStyle
    from weasyprint.layout import block, inline

    before = (ComputedStyle.__missing__, block.resolve_percentages, inline.split_first_line, inline.strut)
    with tricks.tricks(True, lines.Lines()):
        assert inline.split_first_line is not before[2]
    with pytest.raises(pdf.RenderWarning), tricks.tricks(True, lines.Lines()):
        raise pdf.RenderWarning(["x"])
    assert (ComputedStyle.__missing__, block.resolve_percentages, inline.split_first_line, inline.strut) == before


def test_all_short_ways_together_make_the_pages_of_none(
    fonts: FontSet, svg: dict[str, bytes], fast: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pixel by pixel, but for words that were two inlines and are one: they may lie a fiftieth of a millimetre aside."""
    plain = pdf.write(DOSSIER, GBT9704, svg, fonts, fast=False)
    assert pdf.read_pages(plain) == pdf.read_pages(fast)
    monkeypatch.setattr(speed, "_PLAINER", ())
    inlines_left = pdf.write(DOSSIER, GBT9704, svg, fonts)
    assert rendered(plain)[::2] == rendered(inlines_left)[::2]  # the second page has the chart, drawn by another hand
    for own, short in list(zip(set_out(plain), set_out(fast), strict=True))[::2]:  # page two: a chart by another hand
        assert [character for character, _ in own] == [character for character, _ in short]
        assert [place for _, place in own] == [pytest.approx(place, abs=0.05) for _, place in short]
    assert len(plain) == pytest.approx(len(fast), rel=0.05)


def test_what_carries_a_fact_is_taken_off_the_page_that_is_set(fonts: FontSet) -> None:
    """Two spans are one, one that fills a cell is the cell; without the short ways the page is left alone."""
    page = (
        '<td class="r"><data value="a@b" data-form="bare"><span class="nb"><span class="latin">3</span>所</span></data></td>'
        '<td class="r"><span class="nb">1 &lt; 2</span>；<span class="nb"><span class="latin">10%</span></span></td>'
    )
    assert speed.plainer(page, fast=False) == page
    assert speed.plainer(page, fast=True) == (
        '<td class="r nb"><span class="latin">3</span>所</td>'
        '<td class="r"><span class="nb">1 &lt; 2</span>；<span class="nb latin">10%</span></td>'
    )


def test_a_line_of_one_text_is_made_at_once(
    fonts: FontSet, svg: dict[str, bytes], fast: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most lines of a dossier are; the long way is left for the others, and the file is the same by it alone."""
    from weasyprint.layout import inline

    went = {"long": 0, "lines": 0}
    own, iterate = inline.get_next_linebox, inline.iter_line_boxes

    def long_way(*given: object) -> object:
        went["long"] += 1
        return own(*given)

    def all_lines(*given: object) -> object:
        for line in iterate(*given):
            went["lines"] += 1
            yield line

    monkeypatch.setattr(inline, "get_next_linebox", long_way)
    monkeypatch.setattr("weasyprint.layout.block.iter_line_boxes", all_lines)
    assert pdf.write(DOSSIER, GBT9704, svg, fonts) == fast
    assert 0 < went["long"] < 0.5 * went["lines"]


def test_lines_remembered_are_forgotten_when_they_are_too_many(fonts: FontSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the pages stay the same."""
    monkeypatch.setattr(lines, "LINES", 5)
    texts = [say("学校" * n + str(n)) for n in range(1, 9)]
    files = [pdf.write(text, GBT9704, {}, fonts) for text in texts]
    assert len(speed.workshop(fonts, True).lines.known) <= 5
    monkeypatch.undo()
    assert [pdf.write(text, GBT9704, {}, fonts) for text in texts] == files


def test_a_style_sheet_that_was_complained_of_is_not_kept(fonts: FontSet) -> None:
    """The second document with it is refused like the first."""
    from reportgen.writers.pdf import fetch

    shop, fetcher = speed.workshop(fonts, True), fetch.fetcher({})
    for _ in range(2):
        with pytest.raises(pdf.RenderWarning, match="no-such-property"):
            shop.sheet("p{no-such-property:1}", fetcher)


# -- faces cut down -----------------------------------------------------------------------------------------


def test_cut_faces_print_the_same_pages_in_a_smaller_file(
    cut: FontSet, svg: dict[str, bytes], fast: bytes, fonts: FontSet
) -> None:
    """Pixel by pixel; and the file says what was meant."""
    data = pdf.write(DOSSIER, GBT9704, svg, cut)
    assert rendered(data) == rendered(fast)
    assert check_pdf(DOSSIER, data, GBT9704) == []
    assert len(data) < 0.9 * len(fast)


def test_a_document_with_one_character_more_is_set_in_the_whole_faces(cut: FontSet, fonts: FontSet) -> None:
    """鹳 is in no dossier: the same bytes as without the subset, never another face."""
    more = say("鹳鸟")
    assert cut.fitting("鹳鸟").subset is None
    assert cut.fitting("学校").subset is not None
    assert pdf.write(more, GBT9704, {}, cut) == pdf.write(more, GBT9704, {}, fonts)


def test_a_cut_face_names_its_glyphs_by_their_places(cut: FontSet) -> None:
    """Readers look for CIDs where the page names GIDs: 1st, 2nd, 3rd … in both, and each character its own outline."""
    from io import BytesIO

    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.ttLib import TTFont

    assert cut.subset is not None
    for key, data in cut.subset.files.items():
        face, whole = TTFont(BytesIO(data)), TTFont(cut.faces[key])
        assert face.getGlyphOrder()[1:4] == ["cid00001", "cid00002", "cid00003"]
        for character in "县教体局缺口万元":
            drawn = []
            for font in (face, whole):
                pen = DecomposingRecordingPen(glyphs := font.getGlyphSet())
                glyphs[font.getBestCmap()[ord(character)]].draw(pen)
                drawn.append(pen.value)
            assert drawn[0] == drawn[1]


def test_cut_faces_can_be_sent_to_another_process(cut: FontSet) -> None:
    """And are the same there, and the same when cut again."""
    sent = pickle.loads(pickle.dumps(cut))  # noqa: S301  # our own
    assert sent == cut
    again = subset_fonts(find_fonts(), [repr(DOSSIER)])
    assert again.subset is not None
    assert cut.subset is not None
    assert again.subset.digest == cut.subset.digest


def test_a_font_that_is_none_of_ours_stops_the_pdf(fonts: FontSet) -> None:
    """As when the file of a face could not be read: the system's would print instead."""
    from reportgen.writers import html
    from reportgen.writers.pdf import fetch, render

    own = fetch.shelf({}, fonts)
    page = html.write(say("学校"), GBT9704, {}, fonts, own.addresses)
    with pytest.raises(pdf.ForeignFont, match=r"make fonts"):
        render.render(page.replace("GWFang", "DejaVu Sans"), fetch.fetcher(own.contents), fonts)


# -- Word, pictures, reading back ---------------------------------------------------------------------------


def test_a_package_is_what_zipfile_would_have_written() -> None:
    """Byte for byte, with names that are not ASCII, PNGs and empty parts."""
    parts = {
        "[Content_Types].xml": b"<a/>" * 50,
        "word/b.xml": b"",
        "图.xml": "学".encode() * 99,
        "word/c.png": b"\x89PNG",
    }
    theirs = BytesIO()
    with zipfile.ZipFile(theirs, "w") as archive:
        for name in sorted(parts, key=lambda name: (name[0] != "[", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name], compresslevel=3)
    assert zipped(parts) == theirs.getvalue()
    assert zipped(parts, constant=parts) == theirs.getvalue()


def test_a_layout_that_was_changed_reaches_the_next_document() -> None:
    """Frames are kept by layout, not by the first one seen."""
    wide = replace(GBT9704, word=replace(GBT9704.word, left=40.0))
    files = [docx.write(say("学校"), layout, {}) for layout in (GBT9704, wide, GBT9704)]
    assert files[0] == files[2] != files[1]


def test_both_files_read_back_at_once_say_what_they_say_one_by_one(svg: dict[str, bytes], fast: bytes) -> None:
    """Text, alternative texts and margins of Word; text and page numbers of the PDF."""
    word = docx.write(DOSSIER, GBT9704, dict.fromkeys(svg, png(_white(), [], 200)))
    found = docx.read(word)
    assert found.text == docx.read_text(word)
    assert found.pictures == docx.read_pictures(word)
    assert check_docx(DOSSIER, word) == []
    assert [page.text for page in pdf.read_pages(fast)] == pdf.read_text(fast)
    assert pdf.read_margins(fast) == [f"—{n}—" for n in range(1, pdf.count_pages(fast) + 1)]


def _white() -> object:
    import numpy

    return numpy.full((40, 60, 4), 255, numpy.uint8)


def test_a_picture_keeps_the_colours_it_was_drawn_in() -> None:
    """Exactly; greys of edges may move by a sixteenth; more than a palette holds is still a picture."""
    import numpy
    from PIL import Image

    pixels = _white()
    pixels[5:10] = (0x1F, 0x3C, 0x63, 255)  # type: ignore[index]
    pixels[20] = (0x80, 0x80, 0x80, 255)  # type: ignore[index]
    image = Image.open(BytesIO(png(pixels, ["#1f3c63", "#ffffff"], 200))).convert("RGB")
    assert image.getpixel((3, 7)) == (0x1F, 0x3C, 0x63)
    assert image.getpixel((3, 30)) == (255, 255, 255)
    assert abs(image.getpixel((3, 20))[0] - 0x80) <= 16
    noise = numpy.random.default_rng(1).integers(0, 255, (40, 60, 4), numpy.uint8)
    assert Image.open(BytesIO(png(noise, [], 200))).size == (60, 40)


def test_now_and_then_everything_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a document leaves behind was frozen and thawed, and would never be due; inside a batch as well."""
    import gc

    collected: list[int] = []
    monkeypatch.setattr(speed, "WHOLE", 4)
    monkeypatch.setattr(gc, "collect", lambda *_: collected.append(1) or 0)
    for _ in range(8):
        with speed.quiet_collector(True):
            pass
    assert len(collected) == 2
    with speed.quiet_collector(True):
        for _ in range(8):
            with speed.quiet_collector(True):
                pass
        assert len(collected) == 4
