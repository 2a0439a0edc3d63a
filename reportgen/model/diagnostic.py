"""Faults in the data as values: a closed set of codes, each with its sentence, its severity and its cure.

Messages are Chinese sentences with named places; ``reportgen.messages`` turns them into words (and English).
E codes stop the build, W codes are printed with it, N codes only remark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reportgen.model.origin import Origin


class Severity(StrEnum):
    """How much a diagnostic weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault: ``message`` says what is wrong and what was expected, ``remedy`` how to mend it."""

    code: str
    message: str
    remedy: str

    @property
    def severity(self) -> Severity:
        """From the code's first letter."""
        return {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}[self.code[0]]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: its code, the values its message names, and the cells it is about."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()

    @property
    def severity(self) -> Severity:
        """As declared for the code."""
        return CODES[self.code].severity


_ALL = (
    # -- files and sheets
    Code("E101", "无法读取这个文件：{why}", "请用 Excel 或 WPS 另存为 .xlsx（不加密、不带宏），或存为 CSV UTF-8"),
    Code("E102", "找不到表头：应有一行写着 {expected}", "请对照 docs/ledgers.md 补上表头行"),
    Code("E103", "缺少必填列“{column}”", "请补上这一列；列名可用 {aliases}"),
    Code("E104", "列“{column}”出现了两次", "请删去或改名其中一列"),
    Code("E105", "“{sheet}”表在 {first} 中已经有了", "同一张表一个月只能有一份，请合并或删去多余的一份"),
    Code("E106", "列“{column}”的单位写作“{unit}”，不能换算为{expected}", "请把单位改为{expected}或可换算的单位"),
    Code("W107", "不认识的表“{sheet}”，没有读取", "表名应为 {expected} 之一；与报告无关的表可以不管"),
    Code("N108", "不认识的列“{column}”，没有读取", "与报告无关的列可以不管；如写错了列名请改正"),
    Code("E109", "本期没有找到任何台账", "请把台账放进 {folder}"),
    Code("W110", "数据区里有隐藏的行或列，照样计入", "请核对隐藏内容是否应当计入，不应计入的请删去"),
    Code("W111", "文件里有宏，没有运行", "请另存为不带宏的 .xlsx"),
    Code("W112", "文件引用了别的工作簿，读取的是上次存下的结果", "请打开后更新数据，或把引用粘贴为数值"),
    Code("E113", "这一行有 {found} 个字段，表头有 {expected} 个", "请检查是否多了或少了逗号、引号"),
    # -- closed and new periods
    Code(
        "E120",
        "{period} 已经封存，这个文件在封存之后被改动（封存时 SHA-256 为 {sealed}…，现在是 {found}…）",
        '请从 封存.zip 取回封存时的文件；确需更正的，先运行 reportgen period reopen {period} --why "原因"',
    ),
    Code(
        "E121",
        "{period} 已经封存，这个文件是封存之后多出来的",
        '请移走这个文件；确需补充的，先运行 reportgen period reopen {period} --why "原因"',
    ),
    Code(
        "E122",
        "{period} 已经封存，封存时的这个文件现在没有了",
        '请从 封存.zip 取回这个文件；确需撤下的，先运行 reportgen period reopen {period} --why "原因"',
    ),
    Code(
        "E123",
        "封存文件不能用：{why}",
        '请从备份取回 {period} 的 封存.json 和 封存.zip；没有备份的，核对台账后运行 reportgen period reopen {period} --why "原因"',
    ),
    Code(
        "N124",
        "“{sheet}”表有 {count} 处沿用上期、还没有确认（{columns}）",
        "有变化的请改台账；没有变化的，请在“待确认”表的“确认”一列填 是",
    ),
    Code(
        "N125",
        "{period} 封存以后，{files} 有改动，现在生成的报告可能与已发的不同",
        "要取回已发的报告，请运行 reportgen rebuild {period}",
    ),
    # -- cells
    Code("E201", "“{column}”是必填项，这里是空的", "请填写；确实没有的项目请删去整行"),
    Code("E202", "“{text}”不是数字（{column}应为数字，单位{unit}）", "请只填阿拉伯数字，不要带单位和文字"),
    Code("E203", "{value} 超出允许范围（{column}应在 {minimum} 至 {maximum} 之间）", "请核对这个数"),
    Code("E204", "“{text}”不是日期（{column}）", "请写成 2017年9月1日、2017年9月初、2017-09 或 2018年底"),
    Code("E205", "“{text}”不在可选范围内（{column}应为 {options}）", "请改为其中之一"),
    Code("E206", "“{text}”不是是/否（{column}）", "请填 是 或 否"),
    Code("E207", "单元格是错误值 {text}", "请改正公式或直接填数"),
    Code("E208", "单元格是公式，但文件里没有存下计算结果", "请在 Excel 或 WPS 中打开、重新计算并保存"),
    Code("E209", "“{text}”不是比值（{column}）", "请写成 10:1 的样子"),
    Code("E210", "{column}是逻辑值 {text}，应为数字", "请填阿拉伯数字"),
    Code("E211", "“{text}”带有“{qualifier}”，而{column}要求确数", "请填确数"),
    Code("E212", "数据区里有合并单元格 {text}", "请取消合并，逐格填写"),
    Code("E213", "编号“{text}”是按数字存的长编码，末尾几位可能已经丢失", "请把这一列设为文本格式后重新填写"),
    Code("W214", "按数字格式显示为“{format}”，读取的是存储的数 {text}", "请核对单位是否为{unit}"),
    # -- rows and references
    Code("E301", "{column}“{text}”重复，前面已有：{first}", "编码不能重复，请改正其中一个"),
    Code("E302", "“{text}”在“{sheet}”表中找不到", "请与“{sheet}”表的名称或简称保持一致"),
    Code("W303", "合计行的{column}写着 {stated}，逐行相加是 {computed}，相差 {difference}", "请核对合计行或明细"),
    Code("E304", "“{text}”同时符合“{sheet}”表的几行：{matches}", "请改用编号，或写全名称"),
    Code("W305", "{later}（{second}）早于{earlier}（{first}）", "请核对两个时间"),
    Code("W306", "{column}是“{status}”，但{other}写着 {value}", "请核对{column}，或删去{other}"),
    Code("W307", "{name}合计 {computed}，与{whole} {stated}相差 {difference}", "请核对各项或{whole}"),
    Code("W308", "{column}（{date}）晚于报告截至日期 {as_of}", "已经发生的事不应晚于截至日期，请核对"),
    Code("W309", "{left} {value}大于{right} {bound}", "请核对两处数据"),
    Code("N310", "{column}是“{status}”，但没有填{other}", "请补填{other}"),
    Code("N311", "{kind}的{name}为 {cost}，不在常见的 {least} 至 {most} 之间", "请核对单位和数字；确实如此的不用改"),
    Code("W312", "{column}写的是 {stated}，而{listed}列出了 {count} 个", "请核对数目，或把没有列全的写上“等”"),
    Code(
        "N313",
        "{name}合计 {computed}，与{whole} {stated}相差 {difference}，在四舍五入的误差之内",
        "不用改；报告按各项原数计算",
    ),
    # -- facts
    Code("E401", "口径“{key}”有错：{why}", "请改正口径文件"),
    Code(
        "W402",
        "{label}上报为 {reported}，由台账算出的是 {computed}，相差 {difference}",
        "报告采用台账算出的数，请与{department}核对",
    ),
    Code("N403", "{label}没有计入 {count} 处空白", "空白按未知处理，不当作零；请补填"),
    Code("W404", "上报数的数据项“{key}”没有对应的口径，单位或小数位不能核对", "请核对数据项编码"),
    Code("W405", "{label}上报的单位是{reported}，口径的单位是{expected}", "请改为{expected}"),
    Code("W406", "{name}：{left} 与 {right} 应当相等，相差 {difference}", "请核对两处数据"),
    Code("N407", "“{item}”缺口 {amount}万元未说明是否含在总缺口之内", "请在“是否含在总缺口内”一列填 是 或 否"),
    Code(
        "W410",
        "上期（{period}）台账有 {count} 处错误，没有与上期比较",
        "请先用 reportgen check --period {period} 改正上期台账",
    ),
    Code("W411", "没有编号为“{item}”的评估要点", "请对照标准里的要点编号改正；reportgen standards 列出各项标准"),
    Code("W412", "{text}自评为“{status}”，而现值 {value} 与要求的 {wanted} 不符", "请核对自评和现值；统计以现值为准"),
    Code(
        "W413",
        "{school}的“{column}”填的是“{stated}”，而按《{standard}》{names}{computed}",
        "请核对名册里的面积和学生数，或改正这一列；报告采用按标准算出的结果",
    ),
    Code(
        "W414", "{name}：各部分合计 {parts}，总数是 {whole}，相差 {difference}", "请核对总数和各部分，是否有漏计或重复"
    ),
    Code("W415", "{name}：其中数 {part} 大于总数 {whole}", "请核对两处数据"),
    Code("W416", "{label}写的是 {reported}，以{base}为基数应为 {computed}", "请核对分子、基数和百分数"),
    Code("N417", "{label}写的是 {reported}，是 {computed} 截去尾数的结果，不是四舍五入", "不算错；报告按四舍五入印出"),
    Code("N418", "{name}：{left} 与 {right} 相差 {difference}，在四舍五入的误差之内", "不用改；报告按原数计算"),
    Code("W419", "校验规则“{key}”用到的数据项“{fact}”没有口径，本期也没有上报，没有核对", "请核对规则里的数据项编码"),
    Code(
        "W420",
        "{label}上期是 {before}，本期是 {now}，变动 {share}%，超过 {more}%",
        "请向报送单位核实；确实如此的可在 checks/*.toml 放宽界限",
    ),
    Code("E409", "校验规则“{key}”有错：{why}", "请改正规则文件"),
    Code("E408", "叙述里的 {{{key}}} 没有对应的数据项", "请改为已有的数据项，或删去"),
    # -- returns joined
    Code("E601", "“{name}”没有报送", "请催报；确已撤并的请从名册中删去"),
    Code("E602", "{township}没有任何报送，名册里有 {count} 所学校", "请催报"),
    Code(
        "E603",
        "“{sheet}”表的“{text}”有 {count} 份不同的报送，不一致的列：{columns}，都没有并入",
        "请核实后改正重报；也可用 --prefer first 或 last 指明采用先报的还是后报的",
    ),
    Code(
        "W604",
        "“{sheet}”表的“{text}”有 {count} 份不同的报送，不一致的列：{columns}，按 --prefer 采用了 {chosen}",
        "请核实采用的一份是否正确；其余各份在“重复与冲突”表",
    ),
    Code("N605", "“{sheet}”表的“{text}”报了 {count} 次，内容相同，只并入一行", "请核对是否重复报送"),
    Code("W606", "名册里没有“{text}”", "请核对编码和名称；新设的请补入名册"),
    Code("E607", "这一行只有不认识的列有内容，没有并入", "请改正列名，或把内容填到规定的列里"),
    Code("E608", "这份汇总的“{sheet}”表里还有 {count} 行没有处理，这次没有读取", "请先把这些行改正后重新汇总"),
    Code("W609", "“{name}”报送的编码是 {text}，名册里是 {code}", "请以名册为准改正编码，或更正名册"),
    # -- pages
    Code(
        "W501",
        "正文字体没有“{characters}”，改用其他字体印出",
        "印出前请看一看这些字；也可在 report.toml 换用字库更全的字体",
    ),
)

CODES: Mapping[str, Code] = {code.code: code for code in _ALL}
