//! Procurement (政府采购) that the text says is nought, beside rows of the tables that buy: 办公设备购置, 物资采购. A hint, since
//! what costs less than the threshold is bought without it.

use super::super::FigureKind;
use super::super::called::Called;
use super::phrase::{clause, printed};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;

static NOTHING: Pattern =
    Pattern::new("政府采购(?:支出)?预算(?:总额|总计|安排|数)?(?:为|是|共)?$", &["政府采购"]);
static BUYS: Pattern = Pattern::new(
    "(?:设备|家具|物资|装备|车辆|电脑|计算机|软件|系统|服务器|服装|用品)[^，。；]{0,4}(?:购置|采购|更新)|购置(?:项目|经费)",
    &["购", "采", "更新"],
);

/// The figure of no procurement, where a row buys.
pub(super) fn judge(rows: &[Called<'_>], sections: &[Vec<Running>]) -> Option<Slip> {
    let of = |text: &Running| {
        text.tokens
            .iter()
            .position(|token| token.kind == FigureKind::Amount && NOTHING.is_match(clause(text, token)))
    };
    let mut all = sections.iter().flatten().filter_map(|text| Some((text, text.tokens.get(of(text)?)?)));
    let (text, token) = all.next().filter(|(_, token)| token.number.is_zero())?;
    let (row, name, cell) = rows.iter().find_map(|called| {
        let name = called.names.iter().find(|name| BUYS.is_match(name))?;
        let cell = called.row.cells().find(|cell| cell.number().is_some_and(|number| !number.is_zero()))?;
        Some((called.row, name, cell))
    })?;
    let message = format!(
        "政府采购预算 {}，{}却列有“{name}”，请核对是否应当列入政府采购。",
        printed(text, token),
        row.sheet.schema.named()
    );
    Some(Slip {
        cells: vec![cell.address()],
        subject: name.clone(),
        ..Slip::new(SlipKind::Unprocured, text.place(&token.range), message)
    })
}
