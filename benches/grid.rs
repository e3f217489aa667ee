//! How the grid bears a long table: one frame, one edit with totals and rules, one large paste, on a table
//! of 20,000 rows and 14 columns of a made-up format; `cargo bench --bench grid`. Measures and prints,
//! judges nothing. The frames are those of the whole window without a display: what egui lays out and
//! paints, in CPU time, without the drawing of its triangles.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Context, Event, Key, Modifiers, RawInput};
use yusuan::model::{Budget, CellAddress, Layer, Row, Table, Value};
use yusuan::money::Decimal;
use yusuan::schema::Format;
use yusuan::session::Session;
use yusuan::ui::{App, Document, NativeDialogs, Recent};

const AMOUNTS: usize = 11;

/// A format with one table: code, name, a total of eleven amounts; a total row above; two rules.
fn format() -> Arc<Format> {
    Arc::new(Format::parse("bench", &format_text()).expect("the format"))
}

fn format_text() -> String {
    let mut columns = String::new();
    let mut names = Vec::new();
    for at in 0..AMOUNTS {
        write!(columns, "(key: \"a{at}\", header: [\"金额{at}\"]),").unwrap();
        names.push(format!("\"a{at}\""));
    }
    format!(
        r#"(id: "bench", name: "bench", year: 2023, unit: 万元, decimals: 2, tables: [(
            key: "T1", number: 1, title: "长表", short: "长表", frozen: 2,
            sections: [(
                columns: [
                    (key: "编码", header: ["编码"], kind: Code, width: 90.0),
                    (key: "名称", header: ["名称"], kind: Text, width: 200.0),
                    (key: "合计", header: ["合计"], sum: [{}]),
                    {columns}
                ],
                before: [(key: "总计", kind: "总计", cells: {{"名称": "总计"}}, sum: ["行"])],
                free: [(kind: "行", key: ["编码"])],
            )],
        )], rules: [
            (id: "a", severity: Error, title: "合计不小于部分", basis: "", each: "T1.行", check: "本行.合计 >= 本行.a0"),
            (id: "b", severity: Error, title: "总计等于各行之和", basis: "", check: "T1[总计].合计 = SUM(T1.行.合计)"),
        ])"#,
        names.join(", ")
    )
}

fn budget(rows: usize) -> Budget {
    let mut table = Table::default();
    table.push(Row { key: "总计".into(), kind: "总计".into(), ..Row::default() });
    for at in 0..rows {
        let mut row = Row { key: format!("{at:06}").as_str().into(), kind: "行".into(), ..Row::default() };
        row.cells.insert("编码".into(), Value::Text(format!("{at:06}").into()));
        row.cells.insert("名称".into(), Value::Text(format!("第 {at} 行的科目名称").into()));
        for column in 0..AMOUNTS {
            let amount = Decimal::new(((at * 31 + column * 7) % 100_000) as i64, 2);
            row.cells.insert(format!("a{column}").as_str().into(), Value::Amount(amount));
        }
        table.push(row);
    }
    let mut budget = Budget { format: "bench".to_owned(), year: 2023, ..Budget::default() };
    budget.tables.insert("T1".into(), table);
    budget
}

/// CPU time of this thread, which some kernels count in ticks of 4 ms.
fn cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// CPU time of a run, averaged over `times` of them; where it cannot be had, wall time. With the median
/// and the least wall time.
fn measure(times: usize, mut run: impl FnMut(usize)) -> [Duration; 3] {
    let start = cpu();
    let mut took: Vec<Duration> = (0..times)
        .map(|at| {
            let start = Instant::now();
            run(at);
            start.elapsed()
        })
        .collect();
    let whole: Duration = took.iter().sum();
    let busy = start.and_then(|start| Some(cpu()? - start)).unwrap_or(whole);
    took.sort();
    [busy / u32::try_from(times).unwrap(), took[times / 2], took[0]]
}

struct Window {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    time: f64,
}

impl Window {
    fn new(session: Session) -> Self {
        let ctx = Context::default();
        let mut app = App::new(&ctx, Box::new(NativeDialogs), Recent::default());
        app.show(Document::new(session, None));
        Self { ctx, app, frame: eframe::Frame::_new_kittest(), time: 0.0 }
    }

    fn frame(&mut self, events: Vec<Event>) {
        self.time += 1.0 / 60.0;
        let size = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1440.0, 900.0));
        let input =
            RawInput { screen_rect: Some(size), time: Some(self.time), events, ..RawInput::default() };
        let (app, frame) = (&mut self.app, &mut self.frame);
        let output = self.ctx.clone().run_ui(input, |ui| eframe::App::ui(app, ui, frame));
        drop(output);
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![event(true), event(false)]);
    }
}

fn line(name: &str, [cpu, median, least]: [Duration; 3]) {
    println!("{name:<44} {cpu:>10.2?} {median:>10.2?} {least:>10.2?}");
}

fn main() {
    let format = format();
    println!("{:<44} {:>10} {:>10} {:>10}", "", "CPU, mean", "median", "least");
    for rows in [200, 20_000] {
        let mut window = Window::new(Session::new(budget(rows), format.clone()));
        for _ in 0..5 {
            window.frame(Vec::new());
        }
        line(&format!("{rows} rows: frame, nothing new"), measure(300, |_| window.frame(Vec::new())));
        line(
            &format!("{rows} rows: frame, cursor moves"),
            measure(200, |_| window.press(Modifiers::NONE, Key::ArrowDown)),
        );
        window.press(Modifiers::COMMAND, Key::Home);
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.press(Modifiers::NONE, Key::ArrowRight);
        line(
            &format!("{rows} rows: frame, cursor on the grand total"),
            measure(200, |_| window.frame(Vec::new())),
        );
        window.press(Modifiers::COMMAND, Key::End);
        line(&format!("{rows} rows: frame, at the end"), measure(200, |_| window.frame(Vec::new())));

        let mut session = Session::new(budget(rows), format.clone());
        let edited = |at: usize| CellAddress::new("T1", format!("{:06}", at * 7).as_str(), "a3");
        line(
            &format!("{rows} rows: edit with totals and rules"),
            measure(15, |at| {
                session.enter(&edited(at), &format!("{at}.25")).unwrap();
            }),
        );
        let mut window = Window::new(session);
        window.frame(Vec::new());
        line(
            &format!("{rows} rows: edit and the frame after it"),
            measure(15, |at| {
                let session = &mut window.app.document_mut().unwrap().session;
                session.enter(&edited(at), &format!("{at}.75")).unwrap();
                window.frame(Vec::new());
            }),
        );
        if rows > 2_000 {
            let block: String = (0..2_000)
                .map(|at| {
                    let cells: Vec<String> = (0..AMOUNTS).map(|column| format!("{at}.{column:02}")).collect();
                    cells.join("\t") + "\n"
                })
                .collect();
            let document = window.app.document_mut().unwrap();
            document.jump(&CellAddress::new("T1", "000100", "a0"));
            window.frame(Vec::new());
            line(
                &format!("{rows} rows: paste 2,000 × {AMOUNTS}"),
                measure(1, |_| window.app.document_mut().unwrap().paste(&block, None)),
            );
            println!(
                "  {}",
                window
                    .app
                    .document_mut()
                    .unwrap()
                    .session
                    .history()
                    .undo_label()
                    .unwrap_or("nothing was pasted")
            );
        }
    }
    findings();
    comparison();
}

/// A table of 100,000 rows with a finding in each, the list of findings open: what is typed, entered and drawn.
fn findings() {
    const ROWS: usize = 100_000;
    let rule = r#"(id: "c", severity: Warning, title: "没有这一栏", basis: "", each: "T1.行", check: "本行.a1 < 0"), "#;
    let text = format_text().replace("rules: [", &format!("rules: [{rule}"));
    let format = Arc::new(Format::parse("bench", &text).expect("the format"));
    let mut window = Window::new(Session::new(budget(ROWS), format));
    let document = window.app.document_mut().unwrap();
    let found = document.session.verdicts().findings().len();
    document.jump(&CellAddress::new("T1", "050000", "a1"));
    for _ in 0..5 {
        window.frame(Vec::new());
    }
    let name = |what: &str| format!("{ROWS} rows, {found} findings: {what}");
    line(&name("a key typed"), measure(100, |_| window.frame(vec![Event::Text("7".to_owned())])));
    window.press(Modifiers::NONE, Key::Escape);
    let entered = |window: &mut Window, at: usize| {
        window.frame(vec![Event::Text(format!("{}", at + 1))]);
        window.press(Modifiers::NONE, Key::Enter);
    };
    line(&name("an amount typed and entered"), measure(60, |at| entered(&mut window, at)));
}

/// Two years of 100,000 rows side by side.
fn comparison() {
    const ROWS: usize = 100_000;
    let folder = tempfile::tempdir().unwrap();
    let described = folder.path().join("bench.ron");
    std::fs::write(&described, format_text()).unwrap();
    let mut formats = yusuan::schema::Formats::embedded();
    let format = formats.add_file(&described).unwrap();
    let mut last = budget(ROWS);
    last.year = 2022;
    let table = last.tables.get_mut(&"T1".into()).unwrap();
    for at in 1..table.len() {
        table.set(at, Layer::Input, &"a0".into(), Some(Value::Amount(Decimal::new(at as i64 % 977, 2))));
    }
    let path = folder.path().join("2022.ron");
    yusuan::file::save(&path, &last, &yusuan::file::Extras::default()).unwrap();
    let mut window = Window::new(Session::new(budget(ROWS), format));
    window.app.set_formats(formats);
    window.app.compare_with(&path);
    for _ in 0..5 {
        window.frame(Vec::new());
    }
    let name = format!("{ROWS} rows twice: frame of the comparison");
    line(&name, measure(60, |_| window.frame(Vec::new())));
}
