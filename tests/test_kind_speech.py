"""The speech: fits its minutes, rounds for the ear, and never says what the ledgers do not."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.compose.kinds import find_kind
from reportgen.compose.reading import TooLittleTime, characters, minutes
from reportgen.model.document import Document, FactText, Paragraph, Picture, Table, plain
from reportgen.model.fact import Basis, Fact
from reportgen.model.period import Period
from reportgen.pipeline import Examined, Request, examine, write_document
from reportgen.units import convert
from reportgen.wording import words
from reportgen.writers import outline
from tests.conftest import MakeCounty
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
KIND = find_kind(TEMPLATES, "speech")
SAID = re.compile(r"(?:约|近|不低于|预计|估算)?([0-9.]+)(?:多|余)?(亿元|万平方米|万人|%)(?:以上)?")


@pytest.fixture(scope="session")
def sample() -> Examined:
    """The sample county's January, read once."""
    return examine(ROOT / "data", Period(2018, 1))


def speech(examined: Examined, most: int = 0, audience: str = "") -> Document:
    """The speech in at most so many minutes."""
    period = examined.ledger.period
    request = Request("speech", period, ROOT, TEMPLATES, ROOT, minutes=most, audience=audience)
    return write_document(request, examined).document


def text(document: Document) -> str:
    """Its words, a line for each paragraph."""
    return "\n".join(outline.blocks_text(document))


@pytest.mark.parametrize("most", [3, 5, 8])
def test_it_can_be_read_in_the_time_given(sample: Examined, most: int) -> None:
    """And the longer the time, the more is said: at least half of it is used."""
    needed = minutes(speech(sample, most), KIND)
    assert Decimal(most) / 2 <= needed <= most


def test_every_length_has_its_beginning_its_problems_its_steps_and_its_end(sample: Examined) -> None:
    """A short speech is a whole one."""
    lengths = [speech(sample, most) for most in (3, 5, 8)]
    for document in lengths:
        said = text(document)
        for part in (
            "尊敬的各位领导、各位专家：",
            "关于工程建设。",
            "关于自评。",
            "主要有三个问题。",
            "重点做好六件事。",
        ):
            assert part in said
        assert said.endswith("汇报完毕，请批评指正。谢谢大家！")
    assert characters(lengths[0]) < characters(lengths[1]) < characters(lengths[2])


def test_a_minute_is_too_short_and_it_says_so(sample: Examined) -> None:
    """The shortest form takes longer: how long, and what to do."""
    with pytest.raises(TooLittleTime, match="1 分钟读不完。请把 --minutes 改大"):
        speech(sample, 1)


def test_it_has_no_tables_and_no_pictures(sample: Examined) -> None:
    """Nobody can read a table aloud."""
    assert not [b for b in speech(sample).blocks if isinstance(b, Table | Picture)]


def test_numbers_are_rounded_for_the_ear(sample: Examined) -> None:
    """33806万元 is 约3.4亿元, 318964平方米 约31.9万平方米, 98.2% 约98%; 5113万元 stays."""
    said = text(speech(sample))
    for words_ in ("约3.4亿元", "还缺约2.4亿元", "约31.9万平方米", "约98%", "约5.6万人", "已经到位5113万元"):
        assert words_ in said
    assert "33806" not in said
    assert "投资3亿元，" in said, "a round number is not 约"


@pytest.mark.parametrize("most", [3, 5, 8])
def test_no_rounded_number_contradicts_the_exact_one(sample: Examined, most: int) -> None:
    """Converted back, it is within half a unit of its last digit; 约 stands where it is not exact."""
    checked = 0
    for inline in (i for b in speech(sample, most).blocks if isinstance(b, Paragraph) for i in b.inlines):
        if not isinstance(inline, FactText) or not inline.form.startswith("as:"):
            continue
        fact, found = sample.book.get(inline.fact), SAID.fullmatch(inline.text)
        assert fact is not None
        assert found is not None, inline.text
        said, unit = Decimal(found[1]), found[2]
        half = Decimal(1).scaleb(-int(inline.form.split(":")[2])) / 2
        exact = convert(fact.value, fact.unit, unit)
        assert abs(said - exact) <= half, inline
        assert inline.text[0] in "约近" or said == exact or fact.qualifier, inline
        checked += 1
    assert checked >= 6


@pytest.mark.parametrize("value, said", [("99.6", "近100%"), ("100", "100%"), ("99.4", "约99%"), ("35", "35%")])
def test_what_is_not_whole_is_never_called_whole(value: str, said: str) -> None:
    """249 of 250 works are not 约100%."""
    fact = Fact("projects.total_done_share", Decimal(value), "%", Basis("口径"), places=1)
    assert words(fact, "as:%:0") == said


def test_it_speaks_to_whom_it_is_told_to(sample: Examined) -> None:
    """``--audience`` changes the first line."""
    assert "尊敬的省政府教育督导组：" in text(speech(sample, 3, "省政府教育督导组"))


def test_at_every_depth_the_problems_are_those_of_the_report(sample: Examined) -> None:
    """The three with 列入汇报=是, by their titles; none of the other seventeen."""
    rows = list(sample.ledger["problems"])
    told = [str(r.value("title")) for r in rows if r.value("in_report")]
    others = [str(r.value("title")) for r in rows if not r.value("in_report")]
    assert len(told) == 3
    for most in (3, 5, 8):
        said = text(speech(sample, most))
        assert all(title in said for title in told)
        assert not any(title in said for title in others)


def test_a_plain_county_speaks_of_what_it_has(make_county: MakeCounty) -> None:
    """Three works, two problems, one task: no word of layout, teachers or standards, no 一是 for a single step."""
    said = text(speech(examine(make_county(), Period(2019, 3))))
    assert "全区实施项目3个，总投资250.5万元" in said
    assert "操场改造工程1个，正在推进。" in said
    assert "主要有两个问题。" in said
    assert "下一步，加快工程进度，由区教育局牵头，2019年8月前完成。" in said
    for absent in ("布局", "教师", "自评", "基本情况", "销号", "None", "，，", "。。", "，。"):
        assert absent not in said


def test_a_county_without_problems_or_tasks_promises_neither(make_county: MakeCounty) -> None:
    """The opening names only what follows."""
    data = make_county({"问题": [["问题编号", "专题", "问题"]], "任务": [["任务编号", "任务", "措施", "牵头单位"]]})
    said = text(speech(examine(data, Period(2019, 3))))
    assert "下面，我汇报全区义务教育均衡发展工作的进展。" in said
    assert "问题" not in said
    assert "下一步" not in said


def test_the_command_says_how_long_it_takes(make_county: MakeCounty, tmp_path: Path) -> None:
    """``reportgen build speech --minutes 3`` prints the reading time."""
    out = ("--data", str(make_county()), "--out", str(tmp_path / "out"), "--to", "docx")
    done = run("build", "speech", "--period", "2019-03", "--minutes", "3", *out)
    assert done.returncode == 0, done.stderr
    assert "朗读约" in done.stdout + done.stderr
    assert (tmp_path / "out" / "2019-03" / "speech-3min").is_dir()


def test_the_salutation_stands_flush_left(sample: Examined) -> None:
    """称呼顶格, like 主送机关 (GB/T 9704-2012, 7.3.2)."""
    roles = {plain(b.inlines): b.role.value for b in speech(sample, 3).blocks if isinstance(b, Paragraph)}
    assert roles["尊敬的各位领导、各位专家："] == "addressee"
