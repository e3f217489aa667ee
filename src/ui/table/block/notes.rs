//! What is said of a pasted block, and of which kind a row is that it adds.

use crate::model::{ColumnKey, KindKey};
use crate::pattern::Pattern;
use crate::schema::{FreeRow, SectionSchema};

/// What is said of a block that was pasted.
#[derive(Default)]
pub(super) struct Notes {
    /// Lines of headers.
    pub headers: usize,
    /// The row that the block was pasted at and that is no place for its first line, and the row where that went.
    pub begun_below: Option<(String, String)>,
    /// Labels of totals that were left out.
    pub totals: Vec<String>,
    /// Which of them say another figure than the lines come to.
    pub differing: Vec<String>,
    /// Lines that went to rows of the form.
    pub fixed: usize,
    /// Cells taken as shown, with another number behind.
    pub rounded: Vec<String>,
    /// Texts that were left out since they are crossed out.
    pub struck: Vec<String>,
    /// Lines whose words are not those of the row that they came into.
    pub elsewhere: Vec<String>,
    /// Which columns its cells go into, where that is not one beside the other.
    pub lined_up: Option<String>,
    /// Lines without a name that are what the others come to, and where they went.
    pub like_totals: Vec<String>,
    /// Conditions of the view that rows which were added do not meet.
    pub unmet: Vec<String>,
}

impl Notes {
    /// In sentences.
    pub(super) fn said(&self) -> Vec<String> {
        let some = |of: &[String]| {
            let more = if of.len() > 3 { format!("等 {} 处", of.len()) } else { String::new() };
            format!("{}{more}", of.iter().take(3).cloned().collect::<Vec<_>>().join("、"))
        };
        let mut said: Vec<String> = self.lined_up.iter().cloned().collect();
        if self.headers > 0 {
            said.push(format!("表头 {} 行没有录入", self.headers));
        }
        if let Some((passed, begun)) = &self.begun_below {
            said.push(format!("“{passed}”不录入，从它下面的“{begun}”起录入，请核对；不对就撤销"));
        }
        if !self.totals.is_empty() {
            said.push(format!("合计行没有录入（{}），合计由程序计算", some(&self.totals)));
        }
        if !self.like_totals.is_empty() {
            said.push(format!("没有行名而等于其余各行之和，像合计，请核对：{}", some(&self.like_totals)));
        }
        if !self.differing.is_empty() {
            said.push(format!("请核对：{}", some(&self.differing)));
        }
        if self.fixed > 0 {
            said.push(format!("{} 行按行名归到表式固定的行", self.fixed));
        }
        if !self.rounded.is_empty() {
            said.push(format!("按看到的数录入，没有取其后的小数：{}", some(&self.rounded)));
        }
        if !self.struck.is_empty() {
            said.push(format!("划掉的文字没有录入：{}", some(&self.struck)));
        }
        if !self.elsewhere.is_empty() {
            said.push(format!("行名不同，请核对：{}", some(&self.elsewhere)));
        }
        if !self.unmet.is_empty() {
            said.push(format!("新增的行不符合筛选条件，再次筛选时不显示：{}", some(&self.unmet)));
        }
        said
    }
}

/// That cells which were filled got something else, and how that is taken back.
pub(in crate::ui) fn replaced_in_words(replaced: usize) -> Option<String> {
    (replaced > 0).then(|| format!("其中 {replaced} 格原有的内容已被替换，不对就按 Ctrl+Z 撤销"))
}

/// The kind of a row with these cells. As the importer does: of several kinds that fit, the one that asks for most;
/// else one like that above.
pub(super) fn kind_for(
    section: &SectionSchema,
    cells: &[(ColumnKey, String)],
    like: Option<&KindKey>,
) -> KindKey {
    let text =
        |key: &ColumnKey| cells.iter().find(|(column, _)| column == key).map_or("", |(_, text)| text.trim());
    let fits = |free: &&FreeRow| {
        let asks = !free.needs.is_empty() || !free.patterns.is_empty();
        asks && free.needs.iter().all(|key| !text(key).is_empty())
            && free
                .patterns
                .iter()
                .all(|(key, pattern)| Pattern::read(pattern).is_ok_and(|pattern| pattern.is_match(text(key))))
    };
    let asked = |free: &&FreeRow| (free.needs.len() + free.patterns.len(), Some(&free.kind) == like);
    let known = |free: &&FreeRow| Some(&free.kind) == like;
    let kind = section.free.iter().filter(fits).max_by_key(asked);
    let kind = kind.or_else(|| section.free.iter().find(known)).or(section.free.last());
    kind.map(|free| free.kind.clone()).unwrap_or_default()
}
