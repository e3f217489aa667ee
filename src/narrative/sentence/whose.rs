//! Another department's name before a figure of this one: 甲局's document says 乙局2026年收入预算…, left from the text that was
//! copied. Units of a department stand in lists and tables too; a name that stands only so is none of them.

use super::running::Running;
use super::{Slip, SlipKind};
use crate::model::Department;
use crate::narrative::called::is_short_for;
use crate::pattern::Pattern;

/// 某某局2026年收入预算: a body with the year and the money of a budget, and none by whose order it is made (按照财政局2026年预算编制要求).
static BODY: Pattern = Pattern::new(
    "(?:^|[，。；：、\\n])(?:第[一二三四五六七八九十]部分)?(?P<name>[^，。；：、“”（）()0-9\\s]{2,20}(?:局|委员会|办公室|厅))(?:机关|本级)?20[0-9][0-9]年(?:度)?(?:部门|单位|本级)?(?:收入|支出|收支|预算|财政拨款|一般公共预算|基本支出|项目支出|机关运行经费|政府采购|“三公”经费|“三公”)",
    &["20"],
);

/// What one does with the budget of another: its money is not told.
const ABOUT: [&str; 8] = ["编制", "批复", "要求", "通知", "管理", "公开", "布置", "审核"];

/// How many characters behind the name the sentence goes on about its budget.
const NEAR: usize = 30;

/// Words that lead to a body, which is none whose budget this is.
const LEADING: [&str; 9] = ["按", "根据", "依据", "经", "由", "向", "报", "与", "和"];

/// Words that name no single body.
const OURS: [&str; 8] = ["本", "我", "全", "各", "该", "所属", "下属", "其中"];

/// Judges all sections of a document of a department; `named` are texts of its tables that may name its units.
pub(super) fn judge(department: &Department, named: &str, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let texts = || sections.iter().flatten().map(Running::text);
    let count = |name: &str| texts().map(|text| text.matches(name).count()).sum::<usize>();
    let is_like = |name: &str, own: &str| is_short_for(name, own) || is_short_for(own, name);
    let both = [&department.name, &department.full_name];
    let is_own = |name: &str| both.iter().any(|own| !own.is_empty() && is_like(name, own));
    let department = department.short();
    let is_body = ["局", "委员会", "办公室", "厅"].iter().any(|end| department.ends_with(end));
    let mut all: Vec<(&Running, regex::Match<'_>)> = Vec::new();
    for text in sections.iter().flatten() {
        all.extend(BODY.captures_iter(text.text()).filter_map(|found| Some((text, found.name("name")?))));
    }
    // A text that never names its department may be another's as a whole.
    if !is_body || count(department) == 0 {
        return;
    }
    for (text, found) in &all {
        let name = found.as_str();
        let times = all.iter().filter(|(_, other)| other.as_str() == name).count();
        let behind: String = text.text().get(found.end()..).unwrap_or_default().chars().take(NEAR).collect();
        let is_about = ABOUT.iter().any(|word| behind.contains(word))
            || LEADING.iter().any(|word| name.starts_with(word));
        let is_other = !is_own(name) && !is_about && !OURS.iter().any(|word| name.contains(word));
        if is_other && count(name) == times && times == 1 && !named.contains(name) {
            let message = format!("“{name}”：这份文件是{department}的预算，这里写的是另一个部门，请核对。");
            slips.push(Slip {
                subject: name.to_owned(),
                ..Slip::new(SlipKind::Whose, text.place(&found.range()), message)
            });
        }
    }
}
