//! The narrative written from its template: what the sample's tables determine is written as the source has it, and the
//! differences are the source's mistakes; what people wrote stays; what is bound follows its cell.

mod told;

use std::fmt::Write;

use yusuan::file;
use yusuan::model::{Budget, CellAddress, Layer, NoteKey, NoteKind, Section, ValueView};
use yusuan::narrative::{State, Template, extract, write};
use yusuan::schema::{Formats, default_format};
use yusuan::session::{Passage, Session};

use crate::support::{golden, repository};

fn sample(name: &str) -> Budget {
    file::load(&repository("assets/samples").join(name), &Formats::embedded()).unwrap().budget
}

fn session(budget: Budget) -> Session {
    Session::unsaved(budget, default_format())
}

/// The figures of a section's text other than zero: their numbers and what kind they are of.
fn figures(section: Option<&Section>) -> Vec<String> {
    let paragraphs = section.map(|section| section.paragraphs.as_slice()).unwrap_or_default();
    let figures = paragraphs.iter().flat_map(|text| extract(text));
    let numbers = figures.filter(|figure| !figure.number.is_zero());
    numbers.map(|figure| format!("{:?} {}", figure.kind, figure.number.normalize())).collect()
}

/// What of the source the template writes otherwise: its mistakes, and what no table tells.
#[test]
fn the_samples_text_is_written_from_its_tables() {
    let source = sample("焦作市委办公室-2023.ron");
    let mut bare = source.clone();
    bare.narrative.clear();
    let session = session(bare);
    let written = session.written_narrative().unwrap();
    assert!(written.unknown.is_empty(), "{:?}", written.unknown);
    let mut out = String::new();
    for section in &written.sections {
        let own = source.narrative.iter().find(|own| own.key == section.key);
        writeln!(out, "[{}] {}", section.key, section.title).unwrap();
        section.paragraphs.iter().for_each(|paragraph| writeln!(out, "    {paragraph}").unwrap());
        let (ours, theirs) = (figures(Some(section)), figures(own));
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            let mut those = those.to_vec();
            let gone = |text: &&String| match those.iter().position(|other| other == *text) {
                Some(at) => {
                    those.remove(at);
                    false
                }
                None => true,
            };
            these.iter().filter(gone).cloned().collect()
        };
        for (whose, these) in [("source", only(&theirs, &ours)), ("tables", only(&ours, &theirs))] {
            if !these.is_empty() {
                writeln!(out, "  only in the {whose}: {}", these.join(", ")).unwrap();
            }
        }
    }
    golden("tests/data/narrative/焦作市委办公室-2023.golden", &out);
}

/// Of the text that is written no figure is found wrong.
#[test]
fn what_is_written_agrees_with_the_tables() {
    for name in ["焦作市委办公室-2023.ron", "示例区档案局-2023（示例）.ron"] {
        let mut budget = sample(name);
        budget.narrative.clear();
        let mut session = session(budget);
        session.write_narrative().unwrap();
        let verdicts = session.verdicts();
        let wrong: Vec<_> = verdicts
            .narrative()
            .figures
            .iter()
            .filter(|figure| matches!(figure.state, State::Differs | State::Unbound))
            .map(|figure| {
                format!("{} {}: {}", figure.place.name(session.budget()), figure.subject, figure.text)
            })
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn what_people_wrote_stays_and_figures_follow() {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    budget.narrative.clear();
    let mut session = session(budget);
    assert!(!session.write_narrative().unwrap().open.is_empty());
    let mut budget = session.budget().clone();
    let section =
        |budget: &mut Budget, key: &str| budget.narrative.iter().position(|one| one.key == key).unwrap();
    let (duties, total) = (section(&mut budget, "主要职能"), section(&mut budget, "收支总体"));
    let free = budget.narrative[duties].paragraphs.last_mut().unwrap();
    assert!(free.starts_with("〔请填写"), "{free}");
    assert_eq!(*free, "〔请填写：部门职责〕");
    // Words beside what is to be replaced are somebody's, too.
    *free = "〔请填写：部门职责〕管理档案；利用档案。".to_owned();
    budget.narrative[total].paragraphs[0].push_str("主要原因：增加了数字化。");
    budget.narrative[total].paragraphs.push("另：见附表。".to_owned());
    // A second section that the format takes for the same, as documents have it.
    let again = Section {
        title: "收支总体（续）".to_owned(),
        paragraphs: vec!["续一段。".to_owned()],
        ..budget.narrative[total].clone()
    };
    budget.narrative.insert(total + 1, again);
    let before = budget.narrative.clone();
    let mut session = self::session(budget);
    let written = session.write_narrative().unwrap();
    assert_eq!(session.budget().narrative, before, "nothing has changed");
    assert_eq!(written.kept.len(), 2, "{:?}", written.kept);
    // A line's amount goes into every table, and from there into the text.
    let lines = session.budget().table(&"预算明细".into()).unwrap();
    let line = lines.rows().iter().find(|row| row.cells().contains_key(&"金额".into())).unwrap();
    let cell = CellAddress::new("预算明细", line.key(), "金额");
    let amount = session.budget().value(Layer::Input, &cell).and_then(ValueView::amount).unwrap();
    session.enter(&cell, &(amount + rust_decimal::Decimal::TEN).to_string()).unwrap();
    session.write_narrative().unwrap();
    let text = &session.budget().narrative[total].paragraphs;
    assert!(text[0].contains("支出总计834.01万元"), "{text:?}");
    assert!(text[0].ends_with("主要原因：增加了数字化。"), "{text:?}");
    assert_eq!(text[1], "另：见附表。");
    assert_eq!(session.undo().unwrap().as_deref(), Some("按模板写说明文字"));
}

/// Where the tables have no figure, one that people wrote in its place stays: it is theirs.
#[test]
fn a_figure_that_no_table_has_stays_as_it_was_written() {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    let facts = budget.tables.get_mut(&"基本情况".into()).unwrap();
    let cars = facts.rows().iter().position(|row| row.key().as_str() == "一般公务用车").unwrap();
    facts.set(cars, Layer::Input, &"设备数量".into(), None);
    let assets = |session: &Session| {
        let sections = &session.budget().narrative;
        sections.iter().find(|section| section.key == "国有资产").unwrap().paragraphs.concat()
    };
    for (keep, says) in [(true, "一般公务用车3辆"), (false, "一般公务用车〔请填写")] {
        let mut budget = budget.clone();
        if !keep {
            budget.narrative.clear();
        }
        let mut session = session(budget);
        session.write_narrative().unwrap();
        assert!(assets(&session).contains(says), "{}", assets(&session));
    }
}

/// A text in step with its tables stays so; one that others wrote, or that somebody wanted otherwise, stays as it is.
#[test]
fn a_text_in_step_follows_its_tables() {
    let follows = |name: &str, write: bool| {
        let mut budget = sample(name);
        if write {
            budget.narrative.clear();
            let mut first = session(budget);
            first.write_narrative().unwrap();
            budget = first.budget().clone();
        }
        let mut session = session(budget);
        session.let_text_follow();
        assert_eq!(session.follow_text(), 0, "{name}: nothing was edited");
        let is_entered = |address: &CellAddress| session.budget().value(Layer::Input, address).is_some();
        let cells = session.book().sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
        let amounts = cells.filter(|cell| cell.number().is_some_and(|number| !number.is_zero()));
        let line = amounts
            .map(|cell| cell.address())
            .find(|address| is_entered(address) && (!write || address.table.as_str() == "预算明细"));
        let line = line.unwrap();
        session.enter(&line, "4321.09").unwrap();
        let (before, count) = (session.budget().narrative.clone(), session.follow_text());
        assert_eq!(count > 0, session.budget().narrative != before, "{name}");
        assert_eq!(session.follow_text(), 0, "{name}: once is enough");
        (session, count, line)
    };
    // Of a text that others wrote only the paragraph follows that is the template's to the letter.
    let (theirs, count, _) = follows("焦作市委办公室-2023.ron", false);
    assert!(count == 1 && theirs.text_out_of_step() > 0);
    let (mut session, count, line) = follows("示例区档案局-2023（示例）.ron", true);
    assert!(count > 0);
    assert_eq!(session.written_narrative().unwrap().sections, session.budget().narrative);
    let [one, other] = [(); 2].map(|()| session.written_narrative().unwrap());
    assert!(std::sync::Arc::ptr_eq(&one, &other), "it is written once for each state of the budget");
    // Taken back, it does not come again.
    assert_eq!(session.undo().unwrap().as_deref(), Some("说明文字随表更新"));
    assert_eq!(session.follow_text(), 0);
    session.undo().unwrap();
    assert_eq!(session.follow_text(), 0);
    // Until tables are edited again: what is saved then is no text of before.
    session.enter(&line, "5432.10").unwrap();
    assert!(session.follow_text() > 0);
    assert_eq!(session.written_narrative().unwrap().sections, session.budget().narrative);
}

/// What is written where nobody said why a figure changed.
const NO_REASON: &str = "（三）接待费3.84万元，比2022年减少0.16万元，下降4.00%，主要原因：〔请填写：“公务接待费”增减的主要原因〕。";

/// What people put between the program's words is theirs, though it stands where a figure might: the paragraph is left.
#[test]
fn words_between_the_programs_own_are_never_written_over() {
    let template = Template::parse(
        "[三公] 三公\n（三）接待费{公务接待费}{元}{公务接待费:比上年|，}{公务接待费:原因|，主要原因：}。",
    )
    .unwrap();
    for (paragraph, expected) in [
        // As the program writes it: made anew.
        ("（三）接待费1.00万元。", NO_REASON),
        ("（三）接待费1.00万元，与2022年持平。", NO_REASON),
        ("（三）接待费万元。", NO_REASON),
        (
            "（三）接待费〔请填写：公务接待费〕万元，主要原因：节约。",
            "（三）接待费3.84万元，比2022年减少0.16万元，下降4.00%，主要原因：节约。",
        ),
        // With a purpose, a cause without its word, a figure in words: people's own.
        ("（三）接待费1.00万元，主要用于上级调研。", "（三）接待费1.00万元，主要用于上级调研。"),
        (
            "（三）接待费1.00万元，比2022年减少0.16万元，下降4.00%，原因是厉行节约。",
            "（三）接待费1.00万元，比2022年减少0.16万元，下降4.00%，原因是厉行节约。",
        ),
        ("（三）接待费约一万元。", "（三）接待费约一万元。"),
    ] {
        let mut budget = sample("焦作市委办公室-2023.ron");
        budget.narrative =
            vec![Section {
                key: "三公".into(), title: "三公".into(), paragraphs: vec![paragraph.into()]
            }];
        let written = write(&template, &session(budget).book());
        assert_eq!(written.sections[0].paragraphs, [expected], "{paragraph}");
        assert_eq!(written.kept.len(), usize::from(paragraph == expected), "{paragraph}");
    }
}

/// A figure that stands in no table is a place to fill, not a blank between two words.
#[test]
fn a_figure_that_is_nowhere_is_a_place_to_fill() {
    let template = Template::parse("[主要职能] 职能\n行政编制{行政编制}人。").unwrap();
    let mut budget = sample("焦作市委办公室-2023.ron");
    budget.narrative.clear();
    budget.tables.remove(&"基本情况".into());
    let written = write(&template, &session(budget).book());
    assert_eq!(written.sections[0].paragraphs, ["行政编制〔请填写：行政编制〕人。"]);
    assert_eq!(written.open, ["“主要职能”：行政编制"]);
}

/// A figure that was put into somebody's own words follows its cell, too, with its binding; one that contradicted it before
/// stays as it is.
#[test]
fn figures_bound_by_hand_follow_their_cells() {
    [false, true].into_iter().for_each(bound_by_hand);
}

fn bound_by_hand(in_own_section: bool) {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    budget.narrative.clear();
    let mut session = session(budget);
    session.write_narrative().unwrap();
    let section = session.budget().narrative.iter().position(|one| one.key == "支出").unwrap();
    let last = Passage { section, paragraph: Some(0) };
    let total: CellAddress = "T3!合计!合计".parse().unwrap();
    let quoted = ["824.01万元", "99.00万元"].map(|text| (text.to_owned(), total.clone()));
    let words = "本页另有824.01万元，又写99.00万元。";
    if in_own_section {
        session.add_section(Some(section), &format!("补充说明\n{words}"), &quoted).unwrap();
    } else {
        session.add_passage(last, words, &quoted).unwrap();
    }
    session.let_text_follow();
    let place = |session: &Session| {
        let own = |section: &Section| section.paragraphs.iter().any(|text| text.starts_with("本页另有"));
        session.budget().narrative.iter().position(own).unwrap()
    };
    let stood = place(&session);
    let own = |session: &Session| {
        let paragraphs = session.budget().narrative.iter().flat_map(|section| section.paragraphs.clone());
        paragraphs.into_iter().find(|text| text.starts_with("本页另有")).unwrap()
    };
    let lines = session.budget().table(&"预算明细".into()).unwrap();
    let line = lines.rows().iter().find(|row| row.cells().contains_key(&"金额".into())).unwrap();
    let cell = CellAddress::new("预算明细", line.key(), "金额");
    let amount = session.budget().value(Layer::Input, &cell).and_then(ValueView::amount).unwrap();
    for more in [10, 20] {
        session.enter(&cell, &(amount + rust_decimal::Decimal::from(more)).to_string()).unwrap();
        assert!(session.follow_text() > 0);
        assert_eq!(own(&session), format!("本页另有{}.01万元，又写99.00万元。", 824 + more));
        assert_eq!(place(&session), stood, "what the template does not have stays where it is");
        let wrong = session.verdicts().findings();
        let wrong = wrong.iter().filter(|found| found.message.contains("99.00万元")).count();
        assert_eq!(wrong, 1, "the figure that contradicts its cell is told");
        let is_bound = |key: &NoteKey| {
            key.kind == NoteKind::Binding && key.of.starts_with(&format!("{}.01", 824 + more))
        };
        assert!(session.budget().notes.keys().any(is_bound));
    }
    while session.undo().unwrap().is_some_and(|label| !label.contains("加一")) {}
    assert!(session.budget().notes.keys().all(|key| key.kind != NoteKind::Binding));
}

/// A paragraph of one's own is not brought in step. That is said where its figures are wrong or not understood, and nowhere
/// else.
#[test]
fn a_paragraph_of_ones_own_that_is_out_of_step_is_told() {
    let source = sample("示例区档案局-2023（示例）.ron");
    let at = source.narrative.iter().position(|one| one.key == "收支总体").unwrap();
    for (paragraph, told) in [("另：见附表。", (0, 0)), ("2023年，本部门收入总计823.01万元。", (0, 1))]
    {
        let mut budget = source.clone();
        budget.narrative[at].paragraphs.push(paragraph.to_owned());
        let last = budget.narrative[at].paragraphs.len() - 1;
        let mut session = session(budget);
        session.write_narrative().unwrap();
        let asides = session.text_aside();
        let own = asides.iter().filter(|aside| (aside.place.section, aside.place.paragraph) == (at, last));
        let sum =
            own.fold((0, 0), |(differing, unknown), own| (differing + own.differing, unknown + own.unknown));
        assert_eq!(sum, told, "{paragraph}");
        assert_eq!(session.text_out_of_step_in_words(), None, "{paragraph}");
    }
    // Of the figures that the tables of a published budget contradict, four are in paragraphs worded in its own way.
    let said = session(sample("焦作市委办公室-2023.ron")).text_out_of_step_in_words().unwrap();
    assert!(said.contains("有 10 个数与表不符，其中 4 个在不是照模板写的 2 段里"), "{said}");
}

/// What people say in a section of their own is held against the tables, as in documents of other places.
#[test]
fn figures_of_sections_of_ones_own_are_held_against_the_tables() {
    for (words, is_wrong) in [
        ("2023年支出合计824.01万元，按规定使用。", false),
        ("2023年支出合计834.01万元，按规定使用。", true),
        ("2023年支出合计824.01万元，比2022年增加24.00万元，增长5.00%。", true),
    ] {
        let mut session = session(sample("示例区档案局-2023（示例）.ron"));
        session.add_section(Some(3), &format!("补充说明\n{words}"), &[]).unwrap();
        let findings = session.verdicts().findings();
        let found = findings.iter().any(|found| found.sentence.is_some_and(|place| place.section == 4));
        assert_eq!(found, is_wrong, "{words}");
        let unbound =
            session.verdicts().narrative().unbound().filter(|figure| figure.place.section == 4).count();
        assert!(unbound > 0, "{words}");
    }
}
