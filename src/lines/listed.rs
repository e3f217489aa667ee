//! Numbers of rows in words, for what is to be looked at.

/// So many places are named at once.
pub(super) const MOST: usize = 8;

/// Numbers of rows: “5、7、9”, of very many the first.
pub(super) fn numbers(all: impl Iterator<Item = usize>) -> String {
    let all: Vec<String> = all.map(|number| number.to_string()).collect();
    let more = all.len().saturating_sub(MOST);
    let named = all.get(..MOST.min(all.len())).unwrap_or_default().join("、");
    if more > 0 { format!("{named} 等 {}", all.len()) } else { named }
}
