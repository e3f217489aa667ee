//! Lists of areas: 房屋1000平方米，其中：办公用房800平方米、业务用房200平方米. No table has them, so that they are no figures of the text
//! but here.

use super::super::Slip;
use super::super::counts::{counts, unit};
use super::{List, Running, Token};

/// By what rooms and grounds are measured.
pub(super) const AREA: &str = "平方米";

/// The lists of areas of a paragraph; of areas that come or go none is a part.
pub(super) fn judge(text: &Running) -> Vec<Slip> {
    let all = counts(text, 0..text.text().len());
    let is_area = |token: &Token| unit(text, token) == AREA;
    let is_moved = ["增", "减", "新建", "扩", "改"].iter().any(|word| text.text().contains(word));
    if is_moved || all.iter().filter(|token| is_area(token)).count() < 2 {
        return Vec::new();
    }
    let mut tokens: Vec<Token> = text.tokens.clone();
    tokens.extend(all.into_iter().filter(is_area));
    tokens.sort_by_key(|token| token.range.start);
    let measured = text.with(tokens);
    let own = |at: &usize| measured.tokens.get(*at).is_some_and(is_area);
    let lists = (0..measured.tokens.len()).filter(own).filter_map(|at| List::at(&measured, &[], at));
    lists.filter_map(|list| list.judge()).collect()
}
