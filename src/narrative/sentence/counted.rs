//! Units that a sentence counts and lists, in the lines below or itself: 预算单位共3个，包括：1.… 2.… 3.…, 内设机构3个，分别是：办公室、
//! 财务科、业务科。

use rust_decimal::Decimal;

use super::running::Running;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;
use crate::text::{numeral, unbracketed};

static COUNTED: Pattern = Pattern::new(
    "(?P<below>二级|下属|所属|直属)?(?:独立核算|预算|事业)?单位(?:共有|共计|共|有|为|合计)?(?P<number>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:个|家)[^。；：0-9]{0,24}(?:包括|分别为|分别是|具体为|具体是|具体如下|具体包括|如下|如下所示|名单如下)[：:]?$",
    &["单位"],
);
static OTHERS: Pattern = Pattern::new("(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:个|家)", &["个", "家"]);
/// 内设机构5个，分别是：办公室、财务科…, 设5个内设机构，包括：….
static WITHIN: Pattern = Pattern::made(
    || {
        let what = "(?:机构|处室|科室|股室|部门|单位|处|科|室|股)";
        let number = |name: &str| format!("(?P<{name}>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:个|家)");
        let behind = format!("{what}(?:共有|共计|共|有|为|合计)?{}", number("number"));
        let before =
            format!("(?:^|[。，、；]|设有?|设立|共有?|有){}[^。；：，0-9]{{0,8}}?{what}", number("first"));
        let opens = "[，：]?(?:分别为|分别是|包括|具体包括|即|具体为|具体是)[：:]?";
        format!("(?:{behind}|{before}){opens}(?P<names>[^。；：0-9]{{4,}})[。；]")
    },
    &["个", "家"],
);
static LISTED: Pattern = Pattern::new(r"^\s*[（(]?(?P<number>[0-9]{1,3})\s*(?:[.．、)）])\s*[^0-9\s]", &[]);

/// Judges the counts of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        slips.extend(within(text));
        let Some(found) = COUNTED.captures(text.text()) else { continue };
        let Some(number) = found.name("number") else { continue };
        // Of several counts in a sentence it is not known which is listed.
        let sentence = text.part(text.sentence(number.start()));
        if OTHERS.find_iter(sentence).count() > 1 {
            continue;
        }
        let Some(said) = numeral(number.as_str()) else { continue };
        let below = texts.get(at + 1..).unwrap_or_default();
        let listed = below.iter().zip(1_u32..).take_while(|(line, nth)| is_item(line.text(), *nth)).count();
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        // The department itself may head the list of what is below it.
        let with_own = found.name("below").is_some() && listed == said + 1;
        if listed < 2 || listed == said || with_own {
            continue;
        }
        let message = format!(
            "“{}”：下面列出的是 {listed} 个。",
            text.part(found.get(0).map_or(0..0, |all| all.range()))
        );
        slips.push(Slip {
            subject: "单位".to_owned(),
            expected: Some(Decimal::from(listed)),
            stated: Some(Decimal::from(said)),
            ..Slip::new(SlipKind::Counted, text.place(&number.range()), message)
        });
    }
}

/// Names that the sentence itself lists. What is only part of a list is not judged; the last may be one name or two.
fn within(text: &Running) -> Option<Slip> {
    let found = WITHIN.captures(text.text())?;
    let number = found.name("number").or_else(|| found.name("first"))?;
    let said = numeral(number.as_str())?;
    // 办公室、人事处（机关党委），另设工会。
    let names = unbracketed(found.name("names")?.as_str());
    let names = names.split_once("，另").map_or(names.as_str(), |(names, _)| names);
    let is_open = ["其中", "，", "（", "个"].iter().any(|word| names.contains(word)) || names.ends_with('等');
    let last = names.rsplit('、').next()?;
    let joined = u32::from(["和", "及", "与"].iter().any(|word| last.contains(word)));
    let listed = u32::try_from(names.split('、').filter(|name| !name.is_empty()).count()).ok()?;
    // The department itself may head the list of what is below it.
    let before = text.part(0..found.get(0)?.start());
    let below = ["下属", "所属", "直属", "二级", "二级预算", "所属预算", "下属事业", "所属事业"];
    let with_own = listed == said + 1 && below.iter().any(|word| before.ends_with(word));
    if is_open || listed < 2 || (listed..=listed + joined).contains(&said) || with_own {
        return None;
    }
    let shown = text.part(found.get(0)?.start()..found.name("names")?.start());
    let message = format!("“{shown}”：接着列出的是 {listed} 个。");
    Some(Slip {
        subject: "机构".to_owned(),
        expected: Some(Decimal::from(listed)),
        stated: Some(Decimal::from(said)),
        ..Slip::new(SlipKind::Counted, text.place(&number.range()), message)
    })
}

fn is_item(line: &str, nth: u32) -> bool {
    let number = LISTED.captures(line).and_then(|item| item.name("number")?.as_str().parse().ok());
    number == Some(nth)
}
