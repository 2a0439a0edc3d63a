"""The ledger of problems: three that the briefing speaks of, and those found by inspections, with how far each has come."""

from datetime import datetime

Table = list[list[object]]
HEAD = [
    "问题编号", "专题", "问题", "具体表现", "涉及学校", "涉及乡镇", "发现来源", "发现时间", "整改措施", "责任单位", "责任人",
    "整改时限", "整改状态", "销号时间", "销号依据", "列入汇报",
]  # fmt: skip


def problems(*, now: bool) -> Table:
    """As they stood in December (``now`` false) and in January."""
    rows = [HEAD]
    for row in _ROWS:
        found = row[7]
        if not now and isinstance(found, datetime) and found >= datetime(2018, 1, 1):
            continue
        rows.append(list(row) if now else _in_december(row))
    return rows


def _in_december(row: list[object]) -> list[object]:
    """What was closed in January was not yet in December."""
    closed = row[13]
    if isinstance(closed, datetime) and closed >= datetime(2018, 1, 1):
        return [*row[:12], "整改中", None, None, row[15]]
    return list(row)


def _row(code: str, topic: str, title: str, evidence: str | None, place: tuple[str | None, str | None], found: tuple[str, datetime],
         measure: str, lead: tuple[str, str], due: datetime, status: str, closed: tuple[datetime | None, str | None] = (None, None),
         *, told: bool = False) -> list[object]:  # fmt: skip
    """One problem; ``place`` is school and township, ``told`` whether the briefing speaks of it by itself."""
    row: list[object] = [
        code, topic, title, evidence, *place, *found, measure, *lead, due, status, *closed, "是" if told else "否",
    ]  # fmt: skip
    return row


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)


_OCTOBER, _JUNE, _MARCH = _day(2018, 10, 31), _day(2018, 6, 30), _day(2018, 3, 31)
_OFFICE, _PROJECTS, _PLANS = ("县教体局", "办公室主任"), ("县教体局", "项目办主任"), ("县教体局", "规划股股长")
_STAFF, _TEACHING = ("县教体局", "人事股股长"), ("县教体局", "基础教育股股长")
_SAFETY, _POLICE = ("县教体局", "安全股股长"), ("县公安局", "治安大队大队长")
_FINANCE, _LAND, _POSTS = ("县财政局", "预算股股长"), ("县国土局", "耕地保护股股长"), ("县编办", "事业编制股股长")
_BUILDING, _HEALTH, _TRADE = ("县住建局", "质监站站长"), ("县卫计委", "监督所所长"), ("县市场监管局", "食品股股长")
_NOWHERE: tuple[str | None, str | None] = (None, None)
_ROWS: list[list[object]] = [
    _row("WT-01", "用地面积", "生均运动场和校舍面积不足", "校园内已无法扩建，需要划拨教育用地", _NOWHERE, ("自查", _day(2017, 11, 20)),
         "划拨教育用地，对保留学校实施扩建", _PLANS, _OCTOBER, "整改中", told=True),
    _row("WT-02", "资金", "达标建设资金缺口较大", None, _NOWHERE, ("自查", _day(2017, 11, 20)),
         "多方筹集达标建设资金", _FINANCE, _OCTOBER, "整改中", told=True),
    _row("WT-03", "教师", "教师队伍结构性矛盾突出", None, _NOWHERE, ("县级督查", _day(2017, 10, 26)),
         "统筹教师招聘和交流", _STAFF, _OCTOBER, "整改中", told=True),
    _row("WT-04", "用地面积", "学校用地手续不完备", "新建运动场用地没有办理划拨手续", ("东风中心小学", "东风镇"), ("省级督导", _day(2017, 9, 14)),
         "补办用地预审和划拨手续", _LAND, _day(2017, 12, 31), "整改中"),
    _row("WT-05", "教师", "超编与缺编并存", "乡镇之间教师编制没有随学生数调整", (None, "白塔镇"), ("省级督导", _day(2017, 9, 14)),
         "按在校生数重新核定编制，一年一调整", _POSTS, _MARCH, "整改中"),
    _row("WT-06", "设备", "科学实验室仪器不足", "小学科学实验室仪器没有按标准配齐", ("石桥中心小学", "石桥镇"), ("市级督导", _day(2017, 10, 12)),
         "纳入装备采购，安装调试", _TEACHING, _MARCH, "整改中"),
    _row("WT-07", "管理", "大班额没有按期化解", "起始年级班额超过标准", ("城关中心小学", "城关镇"), ("省级督导", _day(2017, 9, 14)),
         "划定招生范围，起始年级控制班额", _TEACHING, _day(2018, 9, 1), "整改中"),
    _row("WT-08", "工程进度", "校舍维修资料不全", "验收资料没有归档", ("双桥中心小学", "双桥镇"), ("县级督查", _day(2017, 11, 8)),
         "补齐资料，一项目一档案", _PROJECTS, _day(2017, 12, 31), "已销号", (_day(2018, 1, 12), "项目档案核查记录")),
    _row("WT-09", "管理", "课程没有开齐开足", "音乐、美术课被占用", ("平安中心小学", "平安镇"), ("县级督查", _day(2017, 11, 8)),
         "重排课程表，每周抽查", _TEACHING, _day(2017, 12, 15), "已销号", (_day(2017, 12, 14), "课程表和抽查记录")),
    _row("WT-10", "设备", "图书没有更新", "部分图书陈旧，没有按比例更新", ("大营中心小学", "大营镇"), ("市级督导", _day(2017, 10, 12)),
         "按标准更新图书", _TEACHING, _JUNE, "整改中"),
    _row("WT-11", "管理", "食堂许可证到期", "食品经营许可证到期没有换证", ("三里中心小学", "三里乡"), ("群众反映", _day(2017, 11, 27)),
         "限期换证，落实陪餐制度", _TRADE, _day(2017, 12, 31), "已销号", (_day(2018, 1, 5), "新换发的许可证")),
    _row("WT-12", "管理", "校门口交通秩序混乱", "上下学时段没有人员疏导", ("城镇中心校", "城关镇"), ("群众反映", _day(2017, 12, 6)),
         "设置护学岗，错时放学", _POLICE, _day(2018, 1, 20), "已销号", (_day(2018, 1, 18), "护学岗值守记录")),
    _row("WT-13", "工程进度", "运动场排水不畅", "雨后积水", ("柳河中心小学", "柳河镇"), ("县级督查", _day(2017, 11, 8)),
         "增设排水沟", _PROJECTS, _day(2018, 1, 15), "整改中"),
    _row("WT-14", "工程进度", "改造校舍墙面开裂", "维修后的墙面出现裂缝", ("和平中心小学", "和平镇"), ("县级督查", _day(2017, 12, 13)),
         "委托检测，由施工单位返修", _BUILDING, _day(2018, 1, 25), "已整改"),
    _row("WT-15", "管理", "饮用水没有按期检测", "自备水源没有检测报告", ("长岭中心小学", "长岭乡"), ("县级督查", _day(2017, 12, 13)),
         "补做检测，每学期一次", _HEALTH, _day(2018, 1, 20), "已销号", (_day(2018, 1, 16), "水质检测报告")),
    _row("WT-16", "教师", "教师交流没有达到比例", "校长和骨干教师交流偏少", (None, "沙河乡"), ("市级督导", _day(2017, 10, 12)),
         "制定年度交流方案", _STAFF, _day(2018, 8, 31), "整改中"),
    _row("WT-17", "管理", "控辍保学台账不实", "个别学生去向没有核实", ("南湖中心小学", "南湖乡"), ("省级督导", _day(2017, 9, 14)),
         "逐人核实，更新学籍", _TEACHING, _day(2017, 11, 30), "已销号", (_day(2017, 11, 28), "学籍核对表")),
    _row("WT-18", "管理", "安全隐患没有整改到位", "疏散通道堆放杂物", ("北园中心小学", "北园乡"), ("县级督查", _day(2018, 1, 10)),
         "清理通道，落实每日巡查", _SAFETY, _day(2018, 1, 20), "已销号", (_day(2018, 1, 19), "整改前后照片、巡查记录")),
    _row("WT-19", "设备", "多媒体设备没有投入使用", "设备到校后没有安装", ("青山中心小学", "青山镇"), ("县级督查", _day(2018, 1, 10)),
         "组织安装和教师培训", _TEACHING, _day(2018, 2, 28), "未启动"),
    _row("WT-20", "管理", "档案资料不规范", "摸底表与现场不一致", ("开发区王庄小学", "经济开发区"), ("自查", _day(2018, 1, 17)),
         "重新核对一校一册", _OFFICE, _day(2018, 2, 15), "整改中"),
]  # fmt: skip
