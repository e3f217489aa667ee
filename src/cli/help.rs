//! The longer texts of the command line's help, in Chinese.

/// How a page of help is laid out.
pub(super) const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// What stands below the help of `check`.
pub(super) const CHECK_HELP: &str = "\
说明：
  多个文件同时检查，结果按路径排列，最后列出汇总表；损坏的或不是预算的文件只占汇总中的一行，
  不影响其余文件。文件夹中的 PDF、Excel、Word、网页、文本同预算文件一样检查，名称只差“说明”“表”的两个文件
  合为一份；图片、压缩包等不是预算的列明“没有检查”。隐藏文件、隐藏文件夹不看。报告只会覆盖以前写的报告。
  文件里自带的豁免只是报送方的声明：列为“声明豁免”并写出理由，仍算有问题（结束码 1）；看过并认可的，
  加 --accept-waivers。要检查的文件夹里带来的表式、规则、科目表一律不用；程序旁加用的会写明是哪个文件。

例：
  yusuan check 某部门-2023.ron
  yusuan check 报送/ --report 检查报告.html
  yusuan check 报送/ --csv > 问题清单.csv
  yusuan check 某部门-2023.ron --accept-waivers";

/// What stands below the help of `compare`.
pub(super) const COMPARE_HELP: &str = "\
说明：
  文件按从旧到新的顺序写。行按科目代码、单位和名称对照，与次序无关；同一年度、同一表式的文件视为
  同一份预算的两个版本，文字的改动也列出。只写一个文件时，列出文件里自带的上年数与本年数之差。

例：
  yusuan compare 某部门-2022.ron 某部门-2023.ron
  yusuan compare 某部门-2022.ron 某部门-2023.ron --table 9 --min-percent 10
  yusuan compare 送审稿.ron 退回稿.ron --csv > 改动.csv
  yusuan compare 某部门-2022.ron 某部门-2023.ron -o 对比.xlsx
  yusuan compare 某部门-2022.ron 某部门-2023.ron --view 增减构成 -o 增减.svg
  yusuan compare 某部门-2022.ron 某部门-2023.ron --table 3 --view 增减构成 --column 项目支出 -o 项目支出.html";

/// What stands below the help of `import`.
pub(super) const IMPORT_HELP: &str = "\
说明：
  每张表的金额单位、各栏是什么，都按文件里印的表头来认。格式里没有的栏，作为本地栏留在表里；没有归位的内容原样
  留在文件里。有表题而内容没有认出来的表标为“未读出”：不当作零，依赖它的规则都不检查。
  结束码 3：有未读出的表、没有归位的内容里有金额，或者有的表栏次有疑问（仍然存盘，并逐项列出）；什么都没有读出来的，不存盘。

  表或栏认错、没有认出的，先用 --tables 看各表的表题和表头，再用 --map 说明；--save-profile 存在用户数据文件夹的 formats 里，
  以后打开、导入、检查同样的文件都会用到。

例：
  yusuan import 公开文件.pdf -o 某部门-2023.ron
  yusuan import 公开文件.pdf -o 某部门-2023.ron --map 3=支出总表 --map 支出总表.运转类=基本支出 --save-profile 某市";

/// What stands below the help of `lines`.
pub(super) const LINES_HELP: &str = "\
说明：
  一行一笔明细，栏名是对方系统的字段名，金额一分不差。对照表是 CSV：字段,栏目,单位,别名,对照；栏目写明细的栏名，
  或 =年度、=部门代码、=部门名称、=备注、=“固定的词”；单位写 元 或 万元；别名是读回时还认的栏名，用顿号隔开；
  对照写对方的代码，例如 本年一般公共预算=11。
  字段的次序就是栏的次序。
  读回时按同一对照表，字段名不分大小写，也认明细的中文栏名；栏名上面可以有标题，各栏用逗号、制表符或分号隔开。
  年度和部门要与预算相同；有一行读不出来就都不读，逐行说明。读入后写明行数、合计和原来的行数、合计。
  金额都是原来的一万、一千、一百倍（或几分之一）的不读，要写明单位。隐藏的行、少了的行、重复的行、空白金额、括号里的
  金额、不认识的资金来源、类型、单位、科目逐条列出（结束码 1），文件照样写成。
  datapackage：各表的数逐格一行（元），另有说明各栏的 datapackage.json（Frictionless）。

例：
  yusuan lines 某部门-2023.ron -o 明细.csv
  yusuan lines 某部门-2023.ron --from 明细.csv -o 某部门-2023.ron
  yusuan lines 某部门-2023.ron --to datapackage -o 开放数据/";

/// What stands below the help of `merge`.
pub(super) const MERGE_HELP: &str = "\
说明：
  两人各自在共同的旧文件上修改。没有改到同一格的全部自动合并；批注两人写的都留下；都改了的是冲突，逐条列出。
  有冲突而没有写 --take 时，不写到已有的文件上（结束码 1），只写到新的文件，冲突处暂取我方；写了 --take 即按它
  取一方写入。替换已有的文件前，原来的内容留作备份（在窗口的“文件 → 备份…”里可以找回）。
  用于版本管理（git）：merge driver 写作 yusuan merge %O %A %B -o %A --take ours --no-backup

例：
  yusuan merge 旧稿.ron 我的.ron 他的.ron -o 合并稿.ron
  yusuan merge 旧稿.ron 我的.ron 他的.ron -o 我的.ron --take theirs";

/// What stands below the help of `publish`.
pub(super) const PUBLISH_HELP: &str = "\
说明：
  明细精确到分，公布的表要取整。先把每笔明细取到最末一位（或舍或入），再由它们汇总各表，所以每个合计
  都等于所列分项之和，各表之间也一致；收支总计是自身的四舍五入，其余的数至多差最末一位，逐格列出。
  公布稿里各表是录入表，不含明细；说明文字里引用的数随之改写。原文件不变。

例：
  yusuan publish 某部门-2023.ron -o 某部门-2023-公布.ron
  yusuan publish 某部门-2023.ron --unit 万元 --decimals 0 -o 公布.ron";

/// What stands below the help of `export`.
pub(super) const EXPORT_HELP: &str = "\
说明：
  同一份预算写出的各种文件内容相同，再写一次也一字不差。说明文字照预算里的写；表格的表头、合并、注按表式。
  Excel 里的合计是带结果的公式，另有预算明细一页；金额取整时舍位平衡，见 yusuan publish。
  PDF 有页码、目录、书签，每页重印表头，纸张横竖按表的栏数选，合长期保存的标准 PDF/A-2a；字体嵌在里面。
  送审稿封面注明，附编审说明（检查出的错误、警告和说明的理由）、批注和预算明细；公布稿不带这些，没有处理的错误会提醒。
  缺表、认不出来的金额、所列合计与计算不符、没有照四舍五入的格数等逐条列出（结束码 1），文件照样写成。

例：
  yusuan export 某部门-2023.ron -o 某部门-2023.docx
  yusuan export 某部门-2023.ron -o 某部门-2023-送审.docx --edition 送审稿
  yusuan export 某部门-2023.ron -o 附表.xlsx --part 表格 --unit 万元 --unit 表7=元";

/// What stands below the help of `new`.
pub(super) const NEW_HELP: &str = "\
说明：
  从上年的文件开始：单位、明细、支出标准、编制和车辆、绩效目标照留，明细逐行记下上年金额，“基本情况”里的上年预算数随之填好；
  说明文字里人写的（职责、用途、自己加的节）照留，数、增减和原因按今年的表重写，今年不能照抄的留出〔请填写：…〕。

例：
  yusuan new --from 某部门-2023.ron -o 某部门-2024.ron
  yusuan new --from 公开文件-2023.pdf -o 某部门-2024.ron
  yusuan new --year 2024 --department 某局 --code 901 --unit 901001,某局,行政,20 -o 某局-2024.ron";

/// What stands below the help of `narrative`.
pub(super) const NARRATIVE_HELP: &str = "\
说明：
  模板是 narratives/<表式>.txt（程序旁或用户数据文件夹），没有时用程序自带的，写法见 docs/templates.md。
  照模板写的段落按表里的数重写，其中填写的用途、原因照留；自己另写或改写的段落不动。
  上年数没有填写的，不写增减；增减没有原因的，检查时会列出。

例：
  yusuan narrative 某部门-2023.ron
  yusuan narrative 某部门-2023.ron -o 某部门-2023.ron";

/// Of `split-unit` and `merge-units`, which belong together.
pub(super) const SPLIT_HELP: &str = "说明：
  拆出的文件里有这个单位的明细（连同其上的批注等）、单位名单里它的一行、支出标准和各表所选的纸张；各表录入的
  内容和说明文字是部门的，不带。
  汇入时取明细和单位名单，代替部门文件里这个单位的；没有单位代码的明细照单位名称认。支出标准是部门的，单位改了的
  不带入，会列出来。

例：
  yusuan split-unit 某部门-2023.ron --unit 101001 -o 某单位-2023.ron
  yusuan merge-units 某部门-2023.ron 某单位-2023.ron -o 某部门-2023.ron";

/// What stands below the help of `pack`.
pub(super) const PACK_HELP: &str = "\
说明：
  包里有预算文件、公布稿（Word、PDF、Excel、网页）、送审稿（Word、Excel）、移交说明和清单；清单记下每个文件的 SHA-256 和检查出的问题的状态。
  错误要先改正，或在窗口里写明理由（豁免），否则不打包；移交说明里列出是哪些、理由和写的人。
  说明文字里还有没填的〔请填写：…〕、或与表里的数对不上的，照样打包，逐条列出（结束码 1），移交说明里也列出。同一份预算打出的包一字不差。

例：
  yusuan pack 某部门-2023.ron -o 某部门-2023.zip
  yusuan verify 某部门-2023.zip";

/// What stands below the help of `propose`.
pub(super) const PROPOSE_HELP: &str = "\
说明：
  表7、表12、表2 等列有项目的表倒推为明细，科目按名称提出，并用表6、表3 等所列的数核对。每条注明
  确定、可能、待定及其依据。待定的不会写入，请在窗口（编辑 → 由公开表反推明细）里逐条决定。

例：
  yusuan propose 某部门-2023.ron
  yusuan propose 某部门-2023.ron -o 某部门-2023-明细.ron --take likely";

/// What stands below the help of `reckon`.
pub(super) const RECKON_HELP: &str = "\
说明：
  明细的“测算公式”栏写有 =在职人数×标准 之类的测算公式。人数取自“预算单位”“基本情况”，标准取自“支出标准”里的
  同名项目。人数或标准改动后金额不会自己变；写上 -o 才按测算公式更新，并另存。

例：
  yusuan reckon 某部门-2023.ron
  yusuan reckon 某部门-2023.ron -o 某部门-2023.ron";

/// What stands below the help of `codes`.
pub(super) const CODES_HELP: &str = "\
说明：
  下一年的科目表存为 CSV（第一行：编码,名称；另可有 停用年度、来源、说明），放进程序旁或用户数据文件夹的
  classifications/2024/，或用 --codes 指定。文件名：功能分类.csv、部门经济分类.csv、政府经济分类.csv、
  收入分类.csv、经济分类对照.csv（部门科目编码,政府科目编码）。只写新增和改名的即可，其余沿用较早年度的；
  不再使用的写上停用年度。列全了当年科目的，文件名后加“（完整）”，例如 功能分类（完整）.csv：较早年度有而其中没有的，
  即为不再使用。

例：
  yusuan codes 公积金
  yusuan codes 30113 --year 2024 --codes 科目表/
  yusuan check 某部门-2024.ron --codes 科目表/";

/// Below the help of the program as a whole.
pub(super) const EXAMPLES: &str = "\
例：
  yusuan 某部门-2023.ron
  yusuan import 公开文件.pdf -o 某部门-2023.ron
  yusuan check 某部门-2023.ron
  yusuan check 报送/ --report 检查报告.html
  yusuan compare 某部门-2022.ron 某部门-2023.ron
  yusuan export 某部门-2023.ron -o 某部门-2023.docx
  yusuan show 某部门-2023.ron --table 3
  yusuan reckon 某部门-2023.ron
  yusuan codes 公积金 --year 2024

写文件（-o）：
  先写文件，再输出结果；写成才算成功。已有的文件要加 --force 才替换，写回自己读入的文件不用；替换前原来的内容
  留作备份。结束码 2：文件读不出来、写不成，或结果没能输出。";
