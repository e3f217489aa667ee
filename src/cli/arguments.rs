//! The command line's grammar: which commands there are, and what they take. The commands that hand a budget on have
//! theirs in `handing_on`; what is said of a mistake is for `mistakes`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

pub(super) use super::handing_on::{
    CompareTask, ExportTask, LinesTask, MergeUnitsTask, NarrativeTask, NewTask, PackTask, SplitUnitTask,
    VerifyTask,
};
use super::help::{
    CHECK_HELP, CODES_HELP, COMPARE_HELP, EXAMPLES, EXPORT_HELP, IMPORT_HELP, LINES_HELP, MERGE_HELP,
    NARRATIVE_HELP, NEW_HELP, PACK_HELP, PROPOSE_HELP, PUBLISH_HELP, RECKON_HELP, SPLIT_HELP, TEMPLATE,
};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "yusuan",
    about = "预算编辑器：编制、审核部门预算。不带命令时打开窗口。",
    after_help = EXAMPLES,
    help_template = TEMPLATE,
    override_usage = "yusuan [文件]...\n      yusuan <命令> …",
    subcommand_help_heading = "命令",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
pub(super) struct Arguments {
    /// What to do; without it the window opens.
    #[command(subcommand)]
    pub task: Option<Task>,

    /// 在窗口中打开的预算文件或公开文本
    #[arg(value_name = "文件", help_heading = "参数")]
    pub files: Vec<PathBuf>,

    /// 另加一个格式文件（可重复），用于内置格式之外的地区和年度
    #[arg(long, value_name = "格式文件", global = true, help_heading = "选项")]
    pub format: Vec<PathBuf>,

    /// 另加一个科目表文件夹（可重复），其中按年度分文件夹，例如 2024/功能分类.csv
    #[arg(long, value_name = "文件夹", global = true, help_heading = "选项")]
    pub codes: Vec<PathBuf>,

    /// 显示帮助
    #[arg(short, long, action = ArgAction::Help, global = true, help_heading = "选项")]
    help: Option<bool>,

    /// 显示版本，有哪些表式和科目表
    #[arg(short = 'V', long, help_heading = "选项")]
    pub version: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(super) enum Task {
    /// 新建预算：从上年的文件（预算文件或公开文件）开始，或按常用项目开始。结束码：0 写成，1 说明文字还有要填写的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan new [--from <上年的文件>] -o <文件> [选项]",
        after_help = NEW_HELP
    )]
    New(NewTask),
    /// 检查预算：列出各表之间的矛盾。结束码：0 没有问题，1 有问题（含声明豁免），2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan check [选项] <文件或文件夹>...",
        after_help = CHECK_HELP
    )]
    Check(CheckTask),
    /// 显示一张表，连同计算出的合计
    #[command(help_template = TEMPLATE, override_usage = "yusuan show <文件> --table <表> [选项]")]
    Show(ShowTask),
    /// 对比两份以上的预算：各年之间，或同一份预算的几个版本之间
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan compare [选项] <旧文件> <新文件>...",
        after_help = COMPARE_HELP
    )]
    Compare(CompareTask),
    /// 合并两人对同一份预算的修改。结束码：0 没有冲突，1 有冲突，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan merge <共同的旧文件> <我方> <对方> -o <文件> [选项]",
        after_help = MERGE_HELP
    )]
    Merge(MergeTask),
    /// 汇总：把各单位按明细编制的预算汇入部门的预算
    #[command(
        name = "merge-units",
        help_template = TEMPLATE,
        override_usage = "yusuan merge-units <部门文件> <单位文件>... -o <文件> [选项]",
        after_help = SPLIT_HELP
    )]
    MergeUnits(MergeUnitsTask),
    /// 拆出一个单位：把它的明细存成一个文件，交给别人填，填好再用 merge-units 汇入
    #[command(
        name = "split-unit",
        help_template = TEMPLATE,
        override_usage = "yusuan split-unit <部门文件> --unit <单位> -o <文件> [选项]",
        after_help = SPLIT_HELP
    )]
    SplitUnit(SplitUnitTask),
    /// 预算明细写成别的系统能读的表（CSV、Excel），或从中读回；各表的数写成开放数据。结束码：0 没有问题，1 读回的有要核对的，2 没有读写
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan lines <文件> -o <文件> [选项]",
        after_help = LINES_HELP
    )]
    Lines(LinesTask),
    /// 按模板写说明文字：数、增减、科目清单取自各表，自己写的照留。结束码：0 写成，1 还有要填写的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan narrative <文件> [-o <文件>] [选项]",
        after_help = NARRATIVE_HELP
    )]
    Narrative(NarrativeTask),
    /// 移交：预算、公开文本和带 SHA-256 的清单打成一个包。结束码：0 打好，1 有错误没有改正也没有说明理由（没有打包），或已打包而有要核对的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan pack <文件> -o <文件.zip> [选项]",
        after_help = PACK_HELP
    )]
    Pack(PackTask),
    /// 核对移交的包：各文件与清单是否一致。结束码：0 一致，1 不一致，2 读不出来
    #[command(help_template = TEMPLATE, override_usage = "yusuan verify <文件.zip>")]
    Verify(VerifyTask),
    /// 公布：按元或万元舍位平衡，另存为公布稿。结束码：0 全部做到，1 有做不到的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan publish <文件> -o <公布稿> [选项]",
        after_help = PUBLISH_HELP
    )]
    Publish(PublishTask),
    /// 写出公开文本：封面、目录、说明和各表，存为 Word、Excel、网页或 Markdown。结束码：0 全部写出，1 有没写出或需要核对的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan export <文件> -o <文件.docx|.pdf|.xlsx|.html|.md> [选项]",
        after_help = EXPORT_HELP
    )]
    Export(ExportTask),
    /// 由公开的表推出预算明细：逐条列出，说明依据；只有确定的才写入
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan propose <文件> [-o <文件>] [选项]",
        after_help = PROPOSE_HELP
    )]
    Propose(ProposeTask),
    /// 按人数和支出标准计算明细：逐条列出测算公式和结果，可更新金额。结束码：0 全部相符，1 有不符或算不出的，2 有文件读不出来
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan reckon <文件> [-o <文件>] [选项]",
        after_help = RECKON_HELP
    )]
    Reckon(ReckonTask),
    /// 查科目：按编码或名称查找当年的科目，列出科目表的来源文件
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan codes [编码或名称] [选项]",
        after_help = CODES_HELP
    )]
    Codes(CodesTask),
    /// 录入的表与由明细汇总的数逐格核对。结束码：0 全部一致，1 有差异，2 有文件读不出来
    #[command(help_template = TEMPLATE, override_usage = "yusuan reconcile <文件> [选项]")]
    Reconcile(ReconcileTask),
    /// 读入公开的预算文件（PDF、Excel、Word、网页、Markdown 或纯文本），存为预算文件；文字和表格分在几个文件里的一并写上。结束码：0 全部读出，2 有文件读不出来，3 没有读出、没有全部读出或栏次有疑问
    #[command(
        help_template = TEMPLATE,
        override_usage = "yusuan import <公开文件>... -o <文件> [选项]",
        after_help = IMPORT_HELP
    )]
    Import(ImportTask),
}

impl Task {
    /// What is to be judged, which must not bring along what it is judged by.
    pub(super) fn submitted(&self) -> Vec<PathBuf> {
        match self {
            Self::Check(task) => task.files.iter().filter(|path| path.is_dir()).cloned().collect(),
            _ => Vec::new(),
        }
    }
}

/// `yusuan check`.
#[derive(Args, Debug)]
pub(super) struct CheckTask {
    /// 要检查的预算文件；文件夹则检查其中（含下级文件夹）的全部文件
    #[arg(value_name = "文件或文件夹", required = true, help_heading = "参数")]
    pub files: Vec<PathBuf>,
    /// 以 JSON 输出：一个文件时是一个对象，多个文件或文件夹时每行一个对象
    #[arg(long, help_heading = "选项")]
    pub json: bool,
    /// 以 CSV 输出，可用 Excel 打开：每个问题一行，读不出来的文件也占一行
    #[arg(long, conflicts_with = "json", help_heading = "选项")]
    pub csv: bool,
    /// 另写一份可阅读、可打印的报告，文件名以 .html 或 .md 结尾
    #[arg(long, value_name = "报告", help_heading = "选项")]
    pub report: Option<PathBuf>,
    /// 另加一个自定规则文件（可重复）
    #[arg(long, value_name = "规则文件", help_heading = "选项")]
    pub rules: Vec<PathBuf>,
    /// 认可文件里自带的豁免；不写则只算“声明豁免”，照样列出，结束码为 1
    #[arg(long, help_heading = "选项")]
    pub accept_waivers: bool,
    /// 列出每一条规则及其结果，包括通过的（只用于文字输出）
    #[arg(long, help_heading = "选项")]
    pub all: bool,
    /// 识别图片页的程序：给它文件和页号，它逐字输出 左、上、右、下、文字；读出的数都标“OCR，请核对”
    #[arg(long, value_name = "命令", help_heading = "选项")]
    pub ocr: Option<String>,
}

/// `yusuan show`.
#[derive(Args, Debug)]
pub(super) struct ShowTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 表号（3）、键（T3、基本情况）或表名
    #[arg(short, long, value_name = "表", help_heading = "选项")]
    pub table: String,
    /// 以 JSON 输出
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `yusuan merge`.
#[derive(Args, Debug)]
pub(super) struct MergeTask {
    /// 共同的旧文件
    #[arg(value_name = "共同的旧文件", help_heading = "参数")]
    pub base: PathBuf,
    /// 我方的文件
    #[arg(value_name = "我方", help_heading = "参数")]
    pub ours: PathBuf,
    /// 对方的文件
    #[arg(value_name = "对方", help_heading = "参数")]
    pub theirs: PathBuf,
    /// 合并结果存为这个文件，可以就是三者之一
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 有冲突的地方取哪一方；不写而有冲突时，不写到已有的文件上
    #[arg(long, value_name = "ours|theirs", value_parser = ["ours", "theirs"], hide_possible_values = true, help_heading = "选项")]
    pub take: Option<String>,
    /// 双方各改了什么、取了谁的，另写一份清单，由文件名的结尾决定：.xlsx、.docx、.pdf、.html、.md
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub list: Option<PathBuf>,
    /// 以 JSON 列出冲突
    #[arg(long, help_heading = "选项")]
    pub json: bool,
    /// 不留被替换内容的备份，用于版本管理（git）
    #[arg(long, help_heading = "选项")]
    pub no_backup: bool,
    /// 覆盖已有的另一个文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan publish`.
#[derive(Args, Debug)]
pub(super) struct PublishTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 单位：元 或 万元；不写则同格式
    #[arg(long, value_name = "元|万元", value_parser = ["元", "万元"], hide_possible_values = true, help_heading = "选项")]
    pub unit: Option<String>,
    /// 小数位数：2（不写时）或 0
    #[arg(long, value_name = "位数", value_parser = clap::value_parser!(u32).range(0..=2), help_heading = "选项")]
    pub decimals: Option<u32>,
    /// 公布稿存为这个文件
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan propose`.
#[derive(Args, Debug)]
pub(super) struct ProposeTask {
    /// 预算文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 把采纳的明细写入，存为这个文件，可以就是原文件；不写则只列出
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 采纳哪些：sure 只采纳确定的（默认），likely 连可能的一起
    #[arg(long, value_name = "sure|likely", value_parser = ["sure", "likely"], default_value = "sure", hide_default_value = true, hide_possible_values = true, help_heading = "选项")]
    pub take: String,
    /// 不读这张表（可重复）：表号（7）、键（T7）或表名
    #[arg(long, value_name = "表", help_heading = "选项")]
    pub without: Vec<String>,
    /// 覆盖已有的另一个文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan reckon`.
#[derive(Args, Debug)]
pub(super) struct ReckonTask {
    /// 预算文件，明细里写有测算公式
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 按测算公式更新金额，存为这个文件，可以就是原文件；不写则只列出
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 覆盖已有的另一个文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

/// `yusuan codes`.
#[derive(Args, Debug)]
pub(super) struct CodesTask {
    /// 编码的开头，或名称里的字；不写则只列出各科目表的来源
    #[arg(value_name = "编码或名称", help_heading = "参数")]
    pub wanted: Option<String>,
    /// 预算年度；不写则为今年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub year: Option<i32>,
}

/// `yusuan reconcile`.
#[derive(Args, Debug)]
pub(super) struct ReconcileTask {
    /// 预算文件，有明细，也有录入的表
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 只核对这张表：表号（3）、键（T3）或表名
    #[arg(short, long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 以 JSON 输出
    #[arg(long, help_heading = "选项")]
    pub json: bool,
}

/// `yusuan import`.
#[derive(Args, Debug)]
pub(super) struct ImportTask {
    /// 公开的文件：PDF、Excel、Word、网页或文本；文字和表格分在几个文件里的，一并写上
    #[arg(value_name = "公开文件", required = true, help_heading = "参数")]
    pub documents: Vec<PathBuf>,
    /// 存为这个预算文件
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: PathBuf,
    /// 文件里有几个单位的预算、表各成一套的，读入第几套（从 1 起）
    #[arg(long, value_name = "套", help_heading = "选项")]
    pub set: Option<NonZeroUsize>,
    /// 指定对应关系（可重复）：表题=表，或 表.表头=栏，例如 “3=支出总表”“支出总表.运转类/小计=基本支出”
    #[arg(long, value_name = "对应", help_heading = "选项")]
    pub map: Vec<String>,
    /// 列出各张表、各栏对应成了什么，供 --map 参照
    #[arg(long, help_heading = "选项")]
    pub tables: bool,
    /// 把 --map 的对应关系存成表式，供以后同样的文件自动使用
    #[arg(long, value_name = "名称", requires = "map", help_heading = "选项")]
    pub save_profile: Option<String>,
    /// 识别图片页的程序：给它文件和页号，它逐字输出 左、上、右、下、文字；读出的数都标“OCR，请核对”
    #[arg(long, value_name = "命令", help_heading = "选项")]
    pub ocr: Option<String>,
    /// 覆盖已有的文件
    #[arg(long, help_heading = "选项")]
    pub force: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_is_in_chinese() {
        let mut command = Arguments::command();
        command.build();
        let mut pages = vec![command.render_long_help().to_string()];
        pages.extend(command.get_subcommands_mut().map(|command| command.render_long_help().to_string()));
        assert_eq!(pages.len(), 19);
        for page in pages {
            for english in ["Usage", "Options", "Arguments", "Commands", "Print"] {
                assert!(!page.contains(english), "{english} in:\n{page}");
            }
        }
    }
}
