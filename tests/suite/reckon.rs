//! Lines reckoned by standards per head through the command: what is listed, what is written and when.

use std::path::Path;
use std::process::Output;

use yusuan::file;
use yusuan::model::{CellAddress, Layer, Value};
use yusuan::money::Decimal;
use yusuan::schema::Formats;
use yusuan::session::Session;

use crate::support::{repository, said, yusuan};

const PREPARED: &str = "assets/samples/示例区档案局-2023（示例）.ron";

fn reckon(file: &Path, options: &[&str]) -> Output {
    let arguments = [&["reckon", file.to_str().unwrap()], options].concat();
    yusuan(&arguments)
}

#[test]
fn each_line_is_listed_with_its_formula_and_brought_up_to_date_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let fine = reckon(Path::new(PREPARED), &[]);
    assert_eq!(fine.status.code(), Some(0), "{}", said(&fine));
    assert!(
        said(&fine).contains("有测算公式的明细 12 行，不符或算不出 0 行；金额单位：万元"),
        "{}",
        said(&fine)
    );

    let changed = folder.path().join("改人数.ron");
    let mut loaded = file::load(&repository(PREPARED), &Formats::embedded()).unwrap();
    let units = loaded.budget.tables.get_mut(&"单位".into()).unwrap();
    units.set(0, Layer::Input, &"在职人数".into(), Some(Value::Amount(Decimal::from(21))));
    let lines = loaded.budget.tables.get_mut(&"预算明细".into()).unwrap();
    let pay = lines.rows().iter().position(|row| row.text(&"项目名称".into()) == "基本工资").unwrap();
    lines.set(pay, Layer::Input, &"算法".into(), Some("=离退休人数*标准".into()));
    file::save(&changed, &loaded.budget, &loaded.extras).unwrap();

    let listed = reckon(&changed, &[]);
    assert_eq!(listed.status.code(), Some(1));
    for line in [
        "示例区档案局 办公费　=在职人数×标准　现为 9.00，算得 9.45（在职人数 21，标准 4,500.00）",
        "示例区档案馆 办公费　=在职人数×标准　5.40 相符（在职人数 12，标准 4,500.00）",
        "示例区档案局 基本工资　=离退休人数*标准　现为 118.40，算不出：“预算单位”里没有填这个单位的离退休人数",
        "有测算公式的明细 13 行，不符或算不出 5 行",
    ] {
        assert!(said(&listed).contains(line), "{line} in\n{}", said(&listed));
    }

    // Another file is not written over, its own is; what cannot be reckoned stays.
    let other = folder.path().join("别的.ron");
    std::fs::write(&other, "x").unwrap();
    let refused = reckon(&changed, &["-o", other.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    let written = reckon(&changed, &["-o", changed.to_str().unwrap()]);
    assert_eq!(written.status.code(), Some(1), "{}", said(&written));
    assert!(said(&written).contains("按测算公式更新金额 4 行，已存为"), "{}", said(&written));
    let loaded = file::load(&changed, &Formats::embedded()).unwrap();
    let session = Session::new(loaded.budget, loaded.format);
    for (line, amount) in [
        ("本年一般公共预算·2012601·30201·50201·示例区档案局·办公费", "9.45"),
        ("本年一般公共预算·2012601·30101·50101·示例区档案局·基本工资", "118.4"),
    ] {
        let cell = CellAddress::new("预算明细", line, "金额");
        let number = session.book().cell(&cell).unwrap().number().unwrap();
        assert_eq!(number.normalize().to_string(), amount, "{line}");
    }
}
