//! What a finding is headed by: what is wrong, not what should hold. A rule's title says what must hold; turned into
//! its opposite by the words that titles are made of, whoever wrote the rule.

/// Words of a title, and what is said instead where the rule is broken. Of two that begin alike the longer stands first.
const TURNED: [(&str, &str); 38] = [
    ("各表齐全，没有缺表缺页", "缺表缺页"),
    ("说是空表的表没有数", "说是空表的表有数"),
    ("表号连着", "表号有缺"),
    ("没有疑问", "有疑问"),
    ("没有重复", "有重复"),
    ("没有遗留", "遗留了"),
    ("没有矛盾", "有矛盾"),
    ("没有负数", "有负数"),
    ("文中写明", "文中没有写明"),
    ("写明", "没有写明"),
    ("写作", "没有写作"),
    ("不大于", "大于"),
    ("不小于", "小于"),
    ("不超过", "超过"),
    ("不低于", "低于"),
    ("不高于", "高于"),
    ("不少于", "少于"),
    ("不用", "用了"),
    ("不以", "以"),
    ("等于", "不等于"),
    ("金额相同", "金额不同"),
    ("一致", "不一致"),
    ("相符", "不符"),
    ("相互对应", "不对应"),
    ("齐全", "不齐全"),
    ("都汇入", "没有都汇入"),
    ("都能识别", "有的不能识别"),
    ("都有", "有的没有"),
    ("都在", "有的不在"),
    ("都是", "有的不是"),
    ("有说明", "没有说明"),
    ("有解释", "没有解释"),
    ("只列", "列了这些以外的科目，应当只列"),
    ("合乎", "不合"),
    ("在预算单位表中", "不在预算单位表中"),
    ("在科目表中", "不在科目表中"),
    ("为科目表收录", "科目表未收录"),
    ("是", "不是"),
];

/// The opposite of a title; where nothing of it can be turned, that it does not hold.
pub(super) fn of(title: &str) -> String {
    let (condition, body) = title.rsplit_once("时，").unwrap_or(("", title));
    let mut turned = String::new();
    let mut rest = body;
    let mut count = 0;
    while let Some(c) = rest.chars().next() {
        // “是” alone is turned only where nothing else can be.
        let found =
            TURNED.iter().find(|(word, _)| rest.starts_with(word) && (*word != "是" || !has_other(body)));
        match found {
            Some((word, opposite)) => {
                // Two things must hold: one of them does not.
                if count > 0 && turned.ends_with(['，', '；']) {
                    turned.push('或');
                } else if count > 0
                    && let Some((before, behind)) = turned.rsplit_once('，')
                {
                    turned = format!("{before}，或{behind}");
                }
                turned.push_str(opposite);
                rest = rest.get(word.len()..).unwrap_or_default();
                count += 1;
            }
            None => {
                turned.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    match (count, condition) {
        (0, _) => format!("不符合“{title}”"),
        (_, "") => turned,
        _ => format!("{condition}时，{turned}"),
    }
}

fn has_other(title: &str) -> bool {
    TURNED.iter().any(|(word, _)| *word != "是" && title.contains(word))
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::rules::RuleSet;
    use crate::schema::Formats;

    #[test]
    fn a_heading_says_what_is_wrong() {
        for (title, heading) in [
            ("表5 基本支出等于表6 合计", "表5 基本支出不等于表6 合计"),
            ("表5 各项不大于表3", "表5 各项大于表3"),
            ("各表齐全，没有缺表缺页", "缺表缺页"),
            ("没有政府性基金支出的，文中写明", "没有政府性基金支出的，文中没有写明"),
            (
                "国有资产占用情况与基本情况一致，总数等于分项之和",
                "国有资产占用情况与基本情况不一致，或总数不等于分项之和",
            ),
            ("全部资金是财政拨款时，表4 各类支出等于表1", "全部资金是财政拨款时，表4 各类支出不等于表1"),
            ("表15 项目编码是 21 位", "表15 项目编码不是 21 位"),
            ("接待费合理", "不符合“接待费合理”"),
        ] {
            assert_eq!(of(title), heading, "{title}");
        }
    }

    /// Every rule of every format has a heading of its own words.
    #[test]
    fn every_rule_has_one() {
        for format in Formats::embedded().iter() {
            let rules = RuleSet::compile(format).0;
            for title in rules.titles() {
                let heading = of(&title);
                assert!(!heading.starts_with("不符合“"), "{}: {title}", format.id);
                assert!(!heading.contains("不不"), "{heading}");
            }
        }
    }
}
