//! What a format says once and means in many places: bases of rules (依据), and columns that several tables have alike.
//! When a format is read, each name is replaced by what it stands for; nothing else ever sees one.

use std::collections::BTreeMap;

use super::{Column, Format};

impl Format {
    /// Puts what names stand for where they stand. The names stay known, for formats that extend this one.
    ///
    /// # Errors
    /// Names a group of columns that there is not, and where it is asked for.
    pub(super) fn settle_names(&mut self) -> Result<(), (String, String)> {
        let Self { bases, columns, tables, rules, document, .. } = self;
        for table in tables {
            let place = format!("表“{}”", table.key);
            for section in &mut table.sections {
                section.columns = settled(std::mem::take(&mut section.columns), columns)
                    .map_err(|message| (place.clone(), message))?;
            }
        }
        let of_rules = rules.iter_mut().map(|rule| &mut rule.basis);
        let of_text = document.statements.iter_mut().map(|group| &mut group.basis);
        let of_disclosure = document.disclosure.iter_mut().map(|disclosure| &mut disclosure.basis);
        for basis in of_rules.chain(of_text).chain(of_disclosure) {
            if let Some(words) = bases.get(basis) {
                basis.clone_from(words);
            }
        }
        Ok(())
    }
}

/// Columns with each group in its place.
fn settled(columns: Vec<Column>, groups: &BTreeMap<String, Vec<Column>>) -> Result<Vec<Column>, String> {
    let mut all = Vec::with_capacity(columns.len());
    for column in columns {
        match &column.group {
            None if column.key.as_str().is_empty() => return Err("有一栏没有写 key，也不是一组栏".to_owned()),
            None => all.push(column),
            Some(name) if !column.key.as_str().is_empty() => {
                return Err(format!("一栏里 group“{name}”和 key“{}”只能写一个", column.key));
            }
            Some(name) => {
                let group = groups.get(name).ok_or_else(|| format!("columns 里没有名为“{name}”的一组栏"))?;
                if let Some(inner) = group.iter().find_map(|column| column.group.as_ref()) {
                    return Err(format!("一组栏“{name}”里不能再有一组栏“{inner}”"));
                }
                all.extend(settled(group.clone(), groups)?);
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"(
        id: "某地", name: "某地部门预算", year: 2023, unit: 万元, decimals: 2,
        bases: {"条例": "《条例》第五条"},
        columns: {"金额": [(key: "基本", header: ["基本"]), (key: "项目", header: ["项目"])]},
        tables: [(
            key: "表", title: "表", short: "表",
            sections: [(
                columns: [(key: "合计", header: ["合计"], sum: ["基本", "项目"]), (group: "金额")],
                before: [(key: "合计", kind: "合计")],
            )],
        )],
        rules: [(id: "一", severity: Error, title: "甲等于乙", basis: "条例", check: "表[合计].合计 = 表[合计].基本")],
    )"#;

    #[test]
    fn names_are_replaced_by_what_they_stand_for() {
        let format = Format::parse("某地.ron", TEXT).unwrap();
        let columns = format.tables[0].sections[0].columns.iter();
        assert_eq!(columns.map(|column| column.key.as_str()).collect::<Vec<_>>(), ["合计", "基本", "项目"]);
        assert_eq!(format.rules[0].basis, "《条例》第五条");
        // A format that extends it knows them too.
        let own = r#"(id: "乙", name: "乙", extends: "某地", rules: [
            (id: "二", severity: Error, title: "甲等于乙", basis: "条例", check: "表[合计].项目 = 表[合计].基本")])"#;
        let extended = Format::parse_with("乙.ron", own, |_| Some(format.clone().into())).unwrap();
        assert_eq!(extended.rules[1].basis, "《条例》第五条");
        for (from, to, said) in [
            (r#"(group: "金额")"#, r#"(group: "没有的")"#, "没有名为“没有的”的一组栏"),
            (r#"(group: "金额")"#, r#"(header: ["基本"])"#, "没有写 key"),
            (r#"(group: "金额")"#, r#"(group: "金额", key: "丙")"#, "只能写一个"),
            (r#"(key: "项目", header: ["项目"])]"#, r#"(group: "金额")]"#, "不能再有一组栏"),
        ] {
            let error = Format::parse("某地.ron", &TEXT.replace(from, to)).unwrap_err();
            assert!(error.message.contains(said), "{}", error.message);
            assert!(error.place.contains("表“表”"), "{}", error.place);
        }
    }
}
