"""Font files are found by name, in a known order, and never guessed."""

import hashlib
from pathlib import Path

import pytest

from reportgen.fonts import ENVIRONMENT, FontSet, MissingFont, find_fonts
from reportgen.layout import Face

FACE = {"fang": Face("仿宋_GB2312", "仿宋", ("Better.otf", "Second.otf"))}


@pytest.fixture(autouse=True)
def _nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No fonts but those a test puts somewhere."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.setattr("reportgen.fonts.SYSTEM", (str(tmp_path / "system"),))


def put(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_font_is_found_in_a_folder_given_before_any_other_place(tmp_path, monkeypatch):
    given = put(tmp_path / "given" / "deep" / "Better.otf")
    put(tmp_path / "env" / "Better.otf")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "env"))
    assert find_fonts(FACE, [tmp_path / "given"]).faces == {"fang": given}


def test_the_environment_comes_before_the_project_and_the_project_before_the_system(tmp_path, monkeypatch):
    system = put(tmp_path / "system" / "a" / "Better.otf")
    assert find_fonts(FACE).faces["fang"] == system
    project = put(tmp_path / "cwd" / ".fonts" / "fandol" / "Better.otf")
    assert find_fonts(FACE).faces["fang"] == project
    named = put(tmp_path / "env" / "Better.otf")
    monkeypatch.setenv(ENVIRONMENT, f"{tmp_path / 'nowhere'}:{tmp_path / 'env'}")
    assert find_fonts(FACE).faces["fang"] == named


def test_the_first_file_name_of_a_face_is_the_best_wherever_it_lies(tmp_path):
    put(tmp_path / "given" / "Second.otf")
    better = put(tmp_path / "system" / "Better.otf")
    assert find_fonts(FACE, [tmp_path / "given"]).faces["fang"] == better


def test_a_missing_font_is_named_with_the_way_to_get_it(tmp_path):
    with pytest.raises(MissingFont) as raised:
        find_fonts(FACE, [tmp_path / "given"])
    assert "仿宋_GB2312（Better.otf 或 Second.otf）" in str(raised.value)
    assert "make fonts" in str(raised.value)
    assert str(tmp_path / "given") in str(raised.value)
    assert list(raised.value.missing) == ["fang"]


def test_fonts_for_rare_characters_are_taken_when_installed(tmp_path):
    put(tmp_path / "system" / "Better.otf")
    assert find_fonts(FACE).fallbacks == ()
    noto = put(tmp_path / "system" / "noto" / "NotoSerifCJK-Regular.ttc")
    assert find_fonts(FACE).fallbacks == (noto,)


def test_a_face_has_a_checksum_for_the_manifest(tmp_path):
    fonts = FontSet({"fang": put(tmp_path / "Better.otf", b"font")})
    assert fonts.sha256("fang") == hashlib.sha256(b"font").hexdigest()


def test_the_body_face_covers_gb2312_but_not_rare_names_and_never_control_marks(monkeypatch):
    monkeypatch.undo()
    fonts = find_fonts()
    covered = fonts.coverage("fang")
    assert {ord(c) for c in "义务教育，。、；：？！（）《》“”‘’—…〔〕　"} <= covered
    assert ord("喆") not in covered
    assert not covered & {0x0B, 0x7F, 0x200B, 0x202E, 0xFEFF, 0xE000}


def test_a_character_is_printed_by_its_face_else_by_latin_type_else_by_a_fallback(monkeypatch):
    monkeypatch.undo()
    found = find_fonts()
    fonts = FontSet(found.faces, (found.faces["hei"],))
    assert fonts.key_for("县", "fang") == "fang"
    assert fonts.key_for("é", "latin") == "latin"
    assert fonts.key_for("县", "latin") == "fallback0"
    assert fonts.key_for("喆", "fang") is None
    assert fonts.path("fallback0") == found.faces["hei"]
