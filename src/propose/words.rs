//! What the name of an item says of its codes: words that usually stand for an economic code
//! (`assets/templates/项目用语.csv`), and the function code that the standard items of a kind of unit
//! have with it (`assets/templates/标准项目.csv`). The first line of words that fits is taken.

use std::sync::LazyLock;

use crate::codes::{Classification, Scheme, UnitKind, same_name};

/// What an item's name suggests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The type of spending; empty where the words say nothing of it.
    pub kind: String,
    /// Department economic codes, likeliest first. Three digits: only the 类 is known.
    pub departments: Vec<String>,
    /// Whether the name is the official name of the code.
    pub official: bool,
}

struct Words {
    words: Vec<String>,
    kind: String,
    departments: Vec<String>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let mut reader = csv::Reader::from_reader(include_str!("../../assets/templates/项目用语.csv").as_bytes());
    let row = |row: csv::StringRecord| Words {
        words: split(row.get(0).unwrap_or_default()),
        kind: row.get(1).unwrap_or_default().to_owned(),
        departments: split(row.get(2).unwrap_or_default()),
    };
    reader.records().flatten().map(row).collect()
});

/// A standard item: kind of unit, type of spending, function code, department economic code; and whether whatever
/// is paid under that economic code goes under that function code.
struct Standard {
    kind: String,
    spending: String,
    function: String,
    department: String,
    tied: bool,
}

static STANDARD: LazyLock<Vec<Standard>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../../assets/templates/标准项目.csv").as_bytes());
    let text = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    let row = |row: csv::StringRecord| Standard {
        kind: text(&row, 0),
        spending: text(&row, 1),
        function: text(&row, 3),
        department: text(&row, 4),
        tied: !text(&row, 7).is_empty(),
    };
    reader.records().flatten().map(row).collect()
});

/// The type of spending by the 类 of the economic code, where no standard item has such a code.
static SPENDING: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../../assets/templates/支出类型.csv").as_bytes());
    let text = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    reader.records().flatten().map(|row| (text(&row, 0), text(&row, 1))).collect()
});

/// An item's name without what stands in brackets at its end: （行政）, （事业）.
pub(super) fn base(name: &str) -> &str {
    let cut = name.trim_end().strip_suffix(['）', ')']).and_then(|rest| rest.rfind(['（', '(']));
    cut.and_then(|at| name.get(..at)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The kind of staff that an item's name names.
pub(super) fn staff(name: &str) -> Option<UnitKind> {
    let bracket = name.get(base(name).len()..).unwrap_or_default();
    let says = |word: &str| bracket.contains(word) || name.contains(&format!("{word}人员"));
    if says("事业") {
        Some(UnitKind::Institution)
    } else if says("行政") {
        Some(UnitKind::Administrative)
    } else if says("参公") {
        Some(UnitKind::CivilServiceManaged)
    } else {
        None
    }
}

/// What a name means.
pub(super) fn meaning(name: &str, lists: &Classification) -> Meaning {
    let essence: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let official = lists
        .codes(Scheme::DepartmentEconomic)
        .find(|code| code.code.len() == 5 && same_name(&code.name, base(&essence)));
    let words = WORDS.iter().find(|line| line.words.iter().all(|word| essence.contains(word.as_str())));
    let mut meaning = words.map_or_else(Meaning::default, |line| Meaning {
        kind: line.kind.clone(),
        departments: line.departments.clone(),
        official: false,
    });
    if let Some(code) = official {
        meaning.departments = vec![code.code.to_string()];
        meaning.official = true;
    }
    meaning
}

/// The type of spending that items with a code like this have.
pub(super) fn spending_of(department: &str) -> Option<&'static str> {
    let class = department.get(..3)?;
    let found = STANDARD.iter().find(|item| item.department.starts_with(class));
    let of_class =
        || SPENDING.iter().find(|(known, _)| known == class).map(|(_, spending)| spending.as_str());
    found.map(|item| item.spending.as_str()).or_else(of_class)
}

/// The kind of unit or staff that alone has a pair of economic codes: 50101 and its like are 行政, 505 事业.
pub(super) fn kind_of_pair(lists: &Classification, department: &str, government: &str) -> Option<UnitKind> {
    let legal = |kind| lists.legal_pairs(department, Some(kind)).any(|pair| pair.gov_code == government);
    match (legal(UnitKind::Administrative), legal(UnitKind::Institution)) {
        (true, false) => Some(UnitKind::Administrative),
        (false, true) => Some(UnitKind::Institution),
        _ => None,
    }
}

/// The function codes that the standard items have with an economic code, and whether the standard ties
/// them: contributions are always there, while other codes may stand elsewhere too.
pub(super) fn tied(department: &str, kind: Option<UnitKind>) -> Vec<(&'static str, bool)> {
    let short = match kind {
        Some(UnitKind::Institution) => Some("事业"),
        Some(_) => Some("行政"),
        None => None,
    };
    let mut found: Vec<(&str, bool)> = Vec::new();
    for item in STANDARD.iter().filter(|item| item.department == department && !item.function.is_empty()) {
        let fits = short.is_none_or(|short| short == item.kind);
        if fits && !found.iter().any(|(function, _)| *function == item.function) {
            found.push((item.function.as_str(), item.tied));
        }
    }
    found
}
