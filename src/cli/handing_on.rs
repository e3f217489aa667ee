//! The grammar of the commands that write a budget for others: the text, the published document, lines for other systems,
//! the package that is handed in, a unit's part and its way back.

use std::path::PathBuf;

use clap::Args;

use crate::money::Decimal;

/// `yusuan new`.
#[derive(Args, Debug)]
pub(super) struct NewTask {
    /// 上年的预算文件，或上年公开的 PDF、Word、Excel；不写则按常用项目开始
    #[arg(long, value_name = "上年的文件", help_heading = "选项")]
    pub from: Option<PathBuf>,
    /// 上年的金额照抄为本年的；不写则留空，只作上年数
    #[arg(long, requires = "from", help_heading = "选项")]
    pub amounts: bool,
    /// 年度；从上年的文件开始的，不写则是上年加一
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub year: Option<i32>,
    /// 部门名称；从上年的文件开始的，不写则同上年
    #[arg(long, value_name = "名称", help_heading = "选项")]
    pub department: Option<String>,
    /// 部门代码
    #[arg(long, value_name = "代码", requires = "department", help_heading = "选项")]
    pub code: Option<String>,
    /// 预算单位（可重复）：代码,名称,性质[,在职人数]，例如 901001,某局,行政,20
    #[arg(long, value_name = "单位", conflicts_with = "from", help_heading = "选项")]
    pub unit: Vec<String>,
    /// 新预算存为这个文件
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan compare`.
#[derive(Args, Debug)]
pub(super) struct CompareTask {
    /// 从旧到新的预算文件
    #[arg(value_name = "文件", required = true, help_heading = "参数")]
    pub files: Vec<PathBuf>,
    /// 只比这张表：表号（3）、键（T3、基本情况）或表名
    #[arg(short, long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 以 JSON 输出
    #[arg(long, help_heading = "选项")]
    pub json: bool,
    /// 以 CSV 输出，可用 Excel 打开
    #[arg(long, conflicts_with = "json", help_heading = "选项")]
    pub csv: bool,
    /// 只列增减额（不论增减）不小于此数的，以新文件的单位计
    #[arg(long, value_name = "金额", help_heading = "选项")]
    pub min_change: Option<Decimal>,
    /// 只列增减百分比（不论增减）不小于此数的；从零新增的总是列出
    #[arg(long, value_name = "百分比", help_heading = "选项")]
    pub min_percent: Option<Decimal>,
    /// 把对比结果写成文件，由文件名的结尾决定：.xlsx、.docx、.pdf、.html、.md；图为 .svg
    #[arg(short, long, value_name = "文件", conflicts_with_all = ["json", "csv"], help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 写哪一页：全部差异、各表对照、增减构成、历年走势、说明中的增减；不写是全部
    #[arg(long, value_name = "页", requires = "output", value_parser = ["全部", "全部差异", "各表对照", "增减构成", "历年走势", "说明中的增减"], default_value = "全部", hide_default_value = true, hide_possible_values = true, help_heading = "选项")]
    pub view: String,
    /// 增减构成、历年走势画哪一栏的数，写表头上的栏名；不写是各表的第一栏
    #[arg(long, value_name = "栏", requires = "output", help_heading = "选项")]
    pub column: Option<String>,
    /// 文件已经存在时覆盖它
    #[arg(long, requires = "output", help_heading = "选项")]
    pub force: bool,
}

/// `yusuan export`.
#[derive(Args, Debug)]
pub(super) struct ExportTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 写出哪些：全部（默认）、表格、说明
    #[arg(long, value_name = "全部|表格|说明", value_parser = ["全部", "表格", "说明"], default_value = "全部", hide_default_value = true, hide_possible_values = true, help_heading = "选项")]
    pub part: String,
    /// 金额单位：元 或 万元，不写则同格式；表3=元 只管一张表（可重复）
    #[arg(long, value_name = "元|万元|表=单位", help_heading = "选项")]
    pub unit: Vec<String>,
    /// 纸张和方向：A4、A3、A4纵向、A3横向…，不写则用预算里为各表记下的，没有记就自动；表3=A3横向 只管一张表（可重复）；预算明细总是自动
    #[arg(long, value_name = "纸张|表=纸张", help_heading = "选项")]
    pub paper: Vec<String>,
    /// 合计写所列的（默认）还是计算的；只在录入的表里两者不同时有区别
    #[arg(long, value_name = "所列|计算", value_parser = ["所列", "计算"], default_value = "所列", hide_default_value = true, hide_possible_values = true, help_heading = "选项")]
    pub totals: String,
    /// 稿别：送审稿（附编审说明、批注、预算明细）、公布稿（都不附）；不写则不分
    #[arg(long, value_name = "送审稿|公布稿", value_parser = ["送审稿", "公布稿"], hide_possible_values = true, help_heading = "选项")]
    pub edition: Option<String>,
    /// 存为这个文件，种类由结尾决定：.docx、.pdf、.xlsx、.html、.md
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan lines`.
#[derive(Args, Debug)]
pub(super) struct LinesTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 写成什么：csv、xlsx（由文件名的结尾决定，可以不写），datapackage 是开放数据，写在一个文件夹里
    #[arg(long, value_name = "csv|xlsx|datapackage", value_parser = ["csv", "xlsx", "datapackage"], hide_possible_values = true, help_heading = "选项", conflicts_with = "from")]
    pub to: Option<String>,
    /// 从这个文件（CSV 或 Excel）读回明细，代替原有的明细
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub from: Option<PathBuf>,
    /// 写出或读回的文件里金额的单位，写出时栏名里写明；读回时栏名里写明了单位的以栏名为准；不写的按对照表
    #[arg(long, value_name = "元|万元", value_parser = ["元", "万元"], hide_possible_values = true, help_heading = "选项")]
    pub unit: Option<String>,
    /// 字段对照表（字段,栏目,单位,别名），不写则用程序自带的预算管理一体化字段
    #[arg(long, value_name = "对照表", help_heading = "选项")]
    pub map: Option<PathBuf>,
    /// 哪张明细表，不写则是第一张（预算明细）
    #[arg(long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 存为这个文件；开放数据写文件夹
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan narrative`.
#[derive(Args, Debug)]
pub(super) struct NarrativeTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 存为这个文件，可以就是原文件；不写则只列出
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan pack`.
#[derive(Args, Debug)]
pub(super) struct PackTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 存为这个压缩包（.zip）
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan verify`.
#[derive(Args, Debug)]
pub(super) struct VerifyTask {
    /// 移交的压缩包
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
}

/// `yusuan merge-units`.
#[derive(Args, Debug)]
pub(super) struct MergeUnitsTask {
    /// 部门的预算文件
    #[arg(value_name = "部门文件", help_heading = "参数")]
    pub department: PathBuf,
    /// 各单位的预算文件：其明细取代部门文件里同一单位代码的明细
    #[arg(value_name = "单位文件", required = true, help_heading = "参数")]
    pub units: Vec<PathBuf>,
    /// 汇总结果存为这个文件，可以就是部门文件
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的另一个文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan split-unit`.
#[derive(Args, Debug)]
pub(super) struct SplitUnitTask {
    /// 部门的预算文件
    #[arg(value_name = "部门文件", help_heading = "参数")]
    pub department: PathBuf,
    /// 哪个单位：代码或名称
    #[arg(long, value_name = "单位", help_heading = "选项")]
    pub unit: String,
    /// 存为这个文件
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}
