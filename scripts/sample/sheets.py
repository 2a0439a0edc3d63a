"""The smaller sheets of the sample county, each as heading and rows."""

from datetime import datetime

from sample.problems import problems
from sample.schools import Register

Table = list[list[object]]
COUNTY = "示例县"
PLAN = f"{COUNTY}中小学布局调整规划"


def small_sheets(period: str, register: Register) -> dict[str, Table]:
    """Every sheet but the register and the projects."""
    now = period == "2018-01"
    return {
        "基本情况": _basics(register),
        "布局调整": _layout(),
        "资金": _funds(),
        "文件": _documents(),
        "会议与督查": _meetings(),
        "信息化与装备采购": _equipment(now=now),
        "教师": _teachers(register),
        "上报数": _reported(now=now),
        "问题": problems(now=now),
        "任务": _tasks(now=now),
        "叙述": _narrative(),
        "评估要点": _checklist(),
    }


def _basics(register: Register) -> Table:
    students = register.total("小学在校生（人）") + register.total("初中在校生（人）")
    teachers = register.total("小学专任教师（人）") + register.total("初中专任教师（人）")
    as_of = datetime(2017, 9, 1)
    return [
        ["指标", "数值", "单位", "截至日期", "来源"],
        ["乡镇（含经济开发区）", 16, "个", as_of, "县政府办公室"],
        ["义务教育阶段学校", 259, "所", as_of, "教育事业统计"],
        ["义务教育阶段在校生", students, "人", as_of, "教育事业统计"],
        ["义务教育阶段专任教师", teachers, "人", as_of, "教育事业统计"],
    ]


def _layout() -> Table:
    return [
        ["学校类型", "调整前（所）", "调整后（所）", "调整时间", "依据文件"],
        ["完小", 134, 110, "2017年5月", PLAN],
        ["教学点", 176, 125, "2017年5月", PLAN],
    ]


def _funds() -> Table:
    scope, other = "均衡达标建设", "校园文化绿化建设"
    return [
        ["编号", "资金口径", "性质", "年度", "事项", "来源级次", "金额（万元）", "是否含在总缺口内", "备注"],
        ["ZJ-01", scope, "总需", "2018", "校舍与运动场建设", None, 26486, None, "到2018年达标验收"],
        ["ZJ-02", scope, "总需", "2018", "设施设备配备", None, 7320, None, "到2018年达标验收"],
        ["ZJ-03", scope, "到位", "2017", "上级下达全面改薄资金", "上级", 2880, None, None],
        ["ZJ-04", scope, "到位", "2017", "上级下达维修改造资金", "上级", 2233, None, None],
        ["ZJ-05", scope, "预计", "2018", "上级预计下达改薄及维修改造资金", "上级", 5100, None, "参照上年水平估算"],
        ["ZJ-06", other, "缺口", "2018", other, None, 2715, None, None],
    ]


def _documents() -> Table:
    government, bureau = f"{COUNTY}人民政府", f"{COUNTY}教育体育局"
    return [
        ["文件名称", "文号", "印发单位", "印发时间", "所属工作", "主要内容"],
        [
            f"{COUNTY}进一步推进义务教育均衡发展工作实施方案",
            None,
            government,
            "2017年3月",
            "组织领导",
            "明确目标任务和部门职责",
        ],
        [
            f"{COUNTY}义务教育均衡发展督导评估工作实施方案",
            None,
            government,
            "2017年3月",
            "组织领导",
            "明确督导评估安排",
        ],
        [
            f"{COUNTY}县直部门和乡镇人民政府履行教育工作职责考核评价办法",
            None,
            government,
            "2017年6月",
            "组织领导",
            "明确考核和通报办法",
        ],
        [PLAN, None, government, "2017年5月", "布局调整", "确定学校保留、撤并和新建安排"],
        [f"{COUNTY}基础教育信息化发展规划和实施方案（2018—2022年）", None, government, "2017年11月", "信息化", None],
        [f"{COUNTY}中小学教育信息化建设整体方案", None, bureau, "2017年11月", "信息化", None],
        ["关于加强教师队伍建设的意见", None, government, "2017年4月", "教师队伍", None],
        ["关于加强农村中小学教师队伍建设的意见", None, government, "2017年4月", "教师队伍", None],
    ]


def _meetings() -> Table:
    government, bureau = "县政府", "县教体局"
    return [
        ["编号", "类别", "名称", "组织单位", "时间", "次数", "参加对象", "涉及方面数（个）", "内容", "形成成果"],
        ["HY-01", "机构", "县义务教育均衡发展推进工作领导小组", government, None, None, None, None, "统筹推进全县义务教育均衡发展工作", None],
        ["HY-02", "培训", "义务教育均衡发展专题培训", government, "2017年5月", None,
         "乡镇政府、经济开发区、县直有关单位主要负责人和分管负责人以及各级各类学校校长", None, None, None],
        ["HY-03", "会议", "义务教育均衡发展专题会议", "县委、县政府", None, None, None, None, "研究解决工作中的实际问题，形成齐抓共管的工作格局", None],
        ["HY-04", "摸底", "摸底排查", bureau, None, 2, None, 10, "用地、运动场、校舍、图书、计算机、功能室、师资队伍", "达标缺口、任务清单、一校一册档案"],
    ]  # fmt: skip


def _equipment(*, now: bool) -> Table:
    head = ["编号", "工作领域", "事项", "指标名称", "现状", "目标", "比值名称", "现状比", "目标比", "数量", "单位", "资金（万元）",
            "阶段", "进展说明", "接入速率（M）", "接入方式", "覆盖范围"]  # fmt: skip
    books = "2017年3月完成各校图书配备情况统计并制定推进计划，2017年12月完成选购汇总和采购招标文件编制"
    row = _equipment_row
    return [
        head,
        row("XX-01", "信息化", "校园宽带", indicator="校园宽带接入率", now=1, target=1, stage="全面覆盖", speed="20以上",
            link="光纤专线", scope="中小学和教学点"),
        row("XX-02", "信息化", "校园网", indicator="校园网建有率", now="100%", target="100%", stage="全面覆盖"),
        row("XX-03", "信息化", "教师用计算机", ratio_name="师机比", ratio="1:1", quantity="近2000", unit="台", funds="700多",
            stage="投入使用"),
        row("XX-04", "信息化", "学生用计算机、班班通设备、录播教室", indicator="班级多媒体覆盖率", target="100%", ratio_name="生机比",
            target_ratio="10:1", funds="6000以上", stage="招标采购" if now else "方案论证"),
        row("BZ-01", "标准化建设", "图书", stage="招标采购" if now else "编制招标文件",
            progress=books + ("，目前招标正在进行" if now else "")),
        row("BZ-02", "标准化建设", "音体美器材、小学科学实验室", stage="安装调试" if now else "签订合同",
            progress="已完成招标，目前正在安装" if now else "已完成招标"),
    ]  # fmt: skip


def _equipment_row(code: str, area: str, item: str, **given: object) -> list[object]:
    keys = ("indicator", "now", "target", "ratio_name", "ratio", "target_ratio", "quantity", "unit", "funds", "stage")
    return [code, area, item, *(given.get(k) for k in (*keys, "progress", "speed", "link", "scope"))]


SUBJECTS = (
    ("语文", 1268, 1196), ("数学", 1142, 1078), ("英语", 486, 301), ("音乐", 258, 127), ("体育", 312, 178),
    ("美术", 246, 118), ("信息技术", 196, 88), ("科学", 188, 181), ("道德与法治", 214, 209),
)  # fmt: skip
BANDS = (("35岁及以下", 452, 486), ("36—45岁", 318, 402), ("46—54岁", 689, 377), ("55岁及以上", 471, 121))


def _teachers(register: Register) -> Table:
    head = ["编号", "类别", "年度", "名称", "学段", "现有人数（人）", "需求人数（人）", "在校生（人）", "农村", "去向"]
    rows: Table = [["JS-01", "招聘", "2017", "公开招聘教师", "全部", 300, None, None, None, "全部安排到一线学校任教"]]
    for place, (name, need, have) in enumerate(SUBJECTS, start=2):
        rows.append([f"JS-{place:02d}", "学科", "2017", name, "全部", have, need, None, None, None])
    for place, (name, rural, town) in enumerate(BANDS, start=20):
        rows.append([f"JS-{place:02d}", "年龄", "2017", name, "全部", rural, None, None, "是", None])
        rows.append([f"JS-{place + 10:02d}", "年龄", "2017", name, "全部", town, None, None, "否", None])
    students = register.total("小学在校生（人）") + register.total("初中在校生（人）")
    teachers = register.total("小学专任教师（人）") + register.total("初中专任教师（人）")
    near_students, near = round(students * 0.58), round(teachers * 0.67)
    rows.append(["JS-41", "区域", "2017", "城区及周边乡镇", "全部", near, None, near_students, None, None])
    rows.append(
        ["JS-42", "区域", "2017", "偏远乡镇", "全部", teachers - near, None, students - near_students, None, None]
    )
    return [head, *rows]


def _reported(*, now: bool) -> Table:
    head = ["数据项", "名称", "上报数", "单位", "小数位", "修饰语", "截至日期", "报送部门", "来源"]
    as_of = datetime(2018, 1, 31) if now else datetime(2017, 12, 31)
    rows: Table = [
        ["layout.to@完小", "布局调整后的完小", 110, "所", 0, None, as_of, "县教体局规划股", "布局调整月报"],
        ["projects.count@全面改薄工程", "全面改薄项目", 56, "个", 0, None, as_of, "县教体局项目办", "项目月报"],
    ]
    if now:
        rows.insert(
            0,
            [
                "funds.gap@均衡达标建设",
                "均衡达标建设资金缺口",
                23567,
                "万元",
                0,
                None,
                as_of,
                "县教体局计财股",
                "2018年1月汇报初稿",
            ],
        )
    return [head, *rows]


def _tasks(*, now: bool) -> Table:
    head = [
        "任务编号",
        "任务",
        "措施",
        "对应问题",
        "牵头单位",
        "配合单位",
        "责任人",
        "启动时间",
        "完成时限",
        "推进频次",
        "状态",
        "成果形式",
    ]
    state = "推进中" if now else "未启动"
    start, year_end = datetime(2018, 1, 1), datetime(2018, 12, 31)
    return [
        head,
        ["RW-01", "进一步加强组织领导", "严格落实推进义务教育均衡发展工作实施方案，制定年度工作计划和推进路线图，建立一校一台账，实行盘点销号，集中人力物力推进达标建设。",
         None, "县教体局", "县直有关部门、各乡镇政府", "基础教育股股长", start, year_end, None, "推进中", "工作计划、路线图、一校一台账"],
        ["RW-02", "加快项目建设进度", "开通学校项目建设绿色通道，对照推进时间表定期调度，通报工作进展，及时协调解决项目建设中的困难。",
         None, "县教体局", "县发改委、县住建局", "项目办主任", start, datetime(2018, 8, 31), "每月召开一次项目调度会", "推进中", None],
        ["RW-03", "加快布局调整和城区学校扩容", "按照中小学布局调整规划，落实教育用地，对保留学校实施扩建，完成城区学校新建任务，逐步消除学校布点不合理和超大班额现象。",
         "WT-01", "县教体局", "县国土局、县规划局", "规划股股长", start, year_end, None, state, None],
        ["RW-04", "强化达标建设资金保障", "统筹财政资金，积极争取上级支持，多渠道筹措达标建设资金，补齐教育投入欠账。",
         "WT-02", "县财政局", "县教体局", "预算股股长", start, datetime(2018, 9, 30), None, state, None],
        ["RW-05", "健全教师补充与交流机制", "综合考虑学科和年龄结构，继续面向社会公开招聘教师；落实乡村教师支持计划，推行学区管理委员会和教师无校籍管理改革，畅通校长教师支教交流渠道。",
         "WT-03", "县教体局", "县人社局、县编办", "人事股股长", start, datetime(2018, 8, 31), None, state, None],
        ["RW-06", "落实督导检查和联席会议制度", "按照督导评估工作实施方案，对照任务分解表和路线图开展督查调度，严格落实奖惩和问责机制。",
         None, "县政府教育督导室", "县教体局", "教育督导室主任", start, year_end, "实行一周一督查、一月一调度", "推进中", None],
    ]  # fmt: skip


def _narrative() -> Table:
    return [
        ["编号", "所属部分", "文字", "来源"],
        [
            "XS-01",
            "教师队伍",
            "下一步将根据编制空缺和学科需求，在上年招聘{teachers.recruited}的基础上继续加大教师招聘和调配力度。",
            "县教体局人事股",
        ],
        [
            "XS-02",
            "结尾",
            "我县义务教育均衡发展工作与验收标准相比还有差距。我们将针对存在的问题，完善工作机制，明确目标任务，倒排工期、挂图作战，确保2018年顺利通过国家验收。",
            "县教体局办公室",
        ],
    ]


def _checklist() -> Table:
    met, working, bureau, office = "已达到", "整改中", "县教体局", "县政府教育督导室"
    return [
        ["要点编号", "要点", "自评", "现值", "佐证材料", "责任单位", "说明"],
        ["school_standard", "学校办学基本标准", working, None, "各校逐项核查表、任务清单", bureau, "与学校名册逐校核对"],
        ["government_score", "政府推进工作得分", None, 88, "自评打分表", office, None],
        ["satisfaction", "公众满意度", None, None, None, office, "2018年3月组织调查"],
        ["government_1", "随迁子女", met, None, "年度招生工作方案", bureau, None],
        ["government_2", "留守儿童", met, None, "关爱体系实施意见、各校档案", bureau, None],
        ["government_3", "残疾儿童少年入学", met, 91.2, "三类残疾儿童少年花名册", bureau, None],
        ["government_4", "优质高中招生名额", met, None, "高中阶段招生方案", bureau, None],
        ["government_5", "责任、监督和问责", met, None, "目标责任书、问责办法", office, None],
        ["government_6", "经费单列和三个增长", working, None, "近三年预算和决算", "县财政局", "2017年决算尚未批复"],
        ["government_7", "薄弱学校改造", met, None, "全面改薄项目规划", bureau, None],
        ["government_8", "税费改革转移支付", met, None, "资金拨付文件", "县财政局", None],
        ["government_9", "绩效工资", met, None, "绩效工资实施办法", "县人社局", None],
        ["government_10", "学科教师配备", working, None, "教师学科结构统计表", bureau, "英语、音乐、体育、美术、信息技术教师不足"],
        ["government_11", "校长和教师交流", met, None, "交流轮岗文件和名册", bureau, None],
        ["government_12", "教师培训", met, None, "培训经费预算、培训台账", bureau, None],
        ["government_13", "课程开设", met, None, "各校课程表", bureau, None],
        ["government_14", "巩固率", met, None, "学籍变动统计", bureau, None],
        ["government_15", "体质健康", met, None, "体质健康测试数据", bureau, None],
        ["government_16", "不设重点学校和重点班", met, None, "分班办法、督查记录", bureau, None],
        ["government_17", "减轻课业负担", met, None, "作业和作息规定、督查记录", bureau, None],
    ]  # fmt: skip
