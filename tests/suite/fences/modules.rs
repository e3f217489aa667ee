//! What each file of the library names of the others: imports and paths, relative ones too, followed to where a thing
//! that is handed on is defined. Code that only tests have is left out. It reads text, not Rust: what macros make is not
//! seen, which this code has none of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path in the library, without its beginning.
pub(super) type Name = Vec<String>;

/// A module's file.
pub(super) struct Module {
    pub path: PathBuf,
    /// Its code without comments and without what only tests have.
    pub code: String,
    children: Vec<String>,
}

/// The modules of a library by name; the library itself is none of them.
pub(super) struct Modules(BTreeMap<Name, Module>);

/// A path as it is written: what it begins with and what follows.
type Written = Vec<String>;

impl Modules {
    /// Those that a library declares.
    pub(super) fn of(root: &Path) -> Self {
        let mut found = BTreeMap::new();
        read(&root.join("lib.rs"), Vec::new(), &mut found);
        Self(found)
    }

    /// Modules with this code, for tests of the reader.
    #[cfg(test)]
    fn with_code(codes: &[(&str, &str)]) -> Self {
        let module = |(name, code): &(&str, &str)| {
            let code = without_tests(code);
            let children = code.lines().filter_map(declared).map(str::to_owned).collect();
            let name: Name = name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            (name, Module { path: PathBuf::new(), code, children })
        };
        Self(codes.iter().map(module).collect())
    }

    /// Each module but the library itself.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Name, &Module)> {
        self.0.iter().filter(|(name, _)| !name.is_empty())
    }

    /// For each file the files whose things it uses. A file within a folder may use what stands in the folder's own file,
    /// as one uses the hall of a house: that is left out.
    pub(super) fn uses(&self) -> BTreeMap<&Name, BTreeSet<&Name>> {
        let imports: BTreeMap<&Name, BTreeMap<String, Written>> =
            self.0.iter().map(|(name, module)| (name, module.imports())).collect();
        let used = |name: &Name, module: &Module| {
            let written = named(&module.code, &module.children).into_iter();
            let goals = written.filter_map(|path| self.goal(&imports, name, &path));
            goals.filter(|goal| *goal != name && !name.starts_with(goal)).collect()
        };
        self.each().map(|(name, module)| (name, used(name, module))).collect()
    }

    /// The module in which what a path in a module names is defined.
    fn goal<'a>(
        &'a self,
        imports: &BTreeMap<&Name, BTreeMap<String, Written>>,
        from: &Name,
        path: &Written,
    ) -> Option<&'a Name> {
        let (mut module, mut rest) = self.resolve(from, path)?;
        // A thing may be handed on several times; a name that leads to itself is none.
        for _ in 0..8 {
            let Some(handed) = rest.first().and_then(|name| imports.get(module)?.get(name)) else { break };
            let Some((next, left)) = self.resolve(module, handed) else { break };
            rest = left.into_iter().chain(rest.into_iter().skip(1)).collect();
            if next == module {
                break;
            }
            module = next;
        }
        Some(module)
    }

    /// The module that a path leads to, and what it names there.
    fn resolve(&self, from: &Name, path: &Written) -> Option<(&Name, Written)> {
        let mut at = from.clone();
        let mut rest = path.iter().peekable();
        match rest.peek()?.as_str() {
            "crate" => {
                at.clear();
                rest.next();
            }
            "self" => drop(rest.next()),
            _ => {}
        }
        while rest.peek().is_some_and(|part| *part == "super") {
            at.pop();
            rest.next();
        }
        while let Some(part) = rest.peek() {
            at.push((*part).clone());
            if !self.0.contains_key(&at) {
                at.pop();
                break;
            }
            rest.next();
        }
        let (name, _) = self.0.get_key_value(&at)?;
        Some((name, rest.cloned().collect()))
    }

    /// The files that use each other in circles, each circle by the names of its files.
    pub(super) fn circles(&self) -> Vec<BTreeSet<String>> {
        let uses = self.uses();
        let reached = |from: &Name| {
            let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
            while let Some(next) = waiting.pop() {
                for used in uses.get(next).into_iter().flatten() {
                    if seen.insert(*used) {
                        waiting.push(used);
                    }
                }
            }
            seen
        };
        let reached: BTreeMap<&Name, BTreeSet<&Name>> =
            uses.keys().map(|name| (*name, reached(name))).collect();
        let mut circles: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        for (name, far) in reached.iter().filter(|(name, far)| far.contains(**name)) {
            let back = far.iter().filter(|other| reached.get(**other).is_some_and(|far| far.contains(*name)));
            circles.insert(back.map(|other| other.join("::")).collect());
        }
        circles.into_iter().collect()
    }
}

impl Module {
    /// What it imports, by the name it has here.
    fn imports(&self) -> BTreeMap<String, Written> {
        let mut found = BTreeMap::new();
        for statement in self.code.split("use ").skip(1) {
            let tree = statement.split(';').next().unwrap_or_default();
            for path in named(tree, &self.children) {
                let last = path.last().cloned().unwrap_or_default();
                found.entry(last).or_insert(path);
            }
        }
        found
    }

    /// The rooms of the library that it names.
    pub(super) fn rooms(&self) -> BTreeSet<String> {
        let named = named(&self.code, &[]).into_iter();
        named
            .filter(|path| path.first().is_some_and(|first| first == "crate"))
            .filter_map(|path| path.get(1).cloned())
            .collect()
    }

    /// The paths within a room that it names.
    pub(super) fn within(&self, room: &str) -> Vec<Name> {
        let named = named(&self.code, &[]).into_iter();
        let inside = named.filter(|path| {
            path.first().is_some_and(|first| first == "crate")
                && path.get(1).is_some_and(|second| second == room)
        });
        inside.map(|path| path.into_iter().skip(2).collect()).collect()
    }
}

fn read(path: &Path, name: Name, found: &mut BTreeMap<Name, Module>) {
    let code = without_tests(&fs::read_to_string(path).unwrap());
    let folder = match path.file_name().and_then(|name| name.to_str()) {
        Some("mod.rs" | "lib.rs") => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    let children: Vec<String> = code.lines().filter_map(declared).map(str::to_owned).collect();
    for child in &children {
        let file = folder.join(format!("{child}.rs"));
        let inner = folder.join(child).join("mod.rs");
        let name = name.iter().chain([child]).cloned().collect();
        read(if file.is_file() { &file } else { &inner }, name, found);
    }
    found.insert(name, Module { path: path.to_owned(), code, children });
}

/// The code without comments and without items that only tests have.
fn without_tests(whole: &str) -> String {
    let mut code = String::new();
    let mut lines = whole.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let item = lines.find(|line| !line.trim().starts_with("#[")).unwrap_or_default();
            if item.ends_with('{') {
                // An item ends with a brace as far in as it begins.
                let margin: String = item.chars().take_while(|letter| *letter == ' ').collect();
                let end = format!("{margin}}}");
                lines.find(|line| *line == end);
            }
            continue;
        }
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let item = line.strip_suffix(';')?;
    let (seen, name) = item.split_once("mod ")?;
    (seen.is_empty() || seen.starts_with("pub")).then_some(name)
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The paths in some code that begin in the library: with `crate`, `super`, `self`, or a module of its own.
fn named(code: &str, children: &[String]) -> Vec<Written> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        if !is_letter(letter) || is_letter(before) {
            before = letter;
            rest = rest.split_at(letter.len_utf8()).1;
            continue;
        }
        let word = word(rest);
        let behind = rest.split_at(word.len()).1;
        let begins = ["crate", "super", "self"].contains(&word) || children.iter().any(|child| child == word);
        let is_whole = before != ':' && before != '.' && before != '\'';
        if begins && is_whole && behind.starts_with("::") {
            rest = tree(rest, Vec::new(), &mut found);
            before = ' ';
        } else {
            before = word.chars().last().unwrap_or(' ');
            rest = behind;
        }
    }
    found
}

fn word(text: &str) -> &str {
    text.split(|letter| !is_letter(letter)).next().unwrap_or_default()
}

/// Reads a path with all it names in braces, and gives back what follows it.
fn tree<'a>(text: &'a str, before: Written, found: &mut Vec<Written>) -> &'a str {
    let mut path = before;
    let mut rest = text.trim_start();
    loop {
        if let Some(mut listed) = rest.strip_prefix('{') {
            loop {
                listed = tree(listed, path.clone(), found).trim_start();
                match listed.strip_prefix(',') {
                    Some(next) if !next.trim_start().starts_with('}') => listed = next,
                    more => return more.unwrap_or(listed).trim_start().strip_prefix('}').unwrap_or_default(),
                }
            }
        }
        let part = word(rest);
        if part.is_empty() {
            found.push(path);
            return rest;
        }
        if part != "self" || path.is_empty() {
            path.push(part.to_owned());
        }
        rest = rest.split_at(part.len()).1;
        match rest.strip_prefix("::") {
            Some(next) => rest = next,
            None => {
                found.push(path);
                // `one as other` is called so from here on, but stands where it stands.
                let renamed = rest.strip_prefix(" as ").map(|other| other.split_at(word(other).len()).1);
                return renamed.unwrap_or(rest);
            }
        }
    }
}

#[test]
fn paths_are_read_whole() {
    let paths = |code: &str| -> Vec<String> {
        named(code, &["inner".to_owned()]).into_iter().map(|path| path.join("::")).collect()
    };
    assert_eq!(
        paths("use crate::{\n    one::Two, three::{self, Four as Five},\n};"),
        ["crate::one::Two", "crate::three", "crate::three::Four"]
    );
    assert_eq!(
        paths("let a = super::super::b::c(self.inner, inner::d);"),
        ["super::super::b::c", "inner::d"]
    );
    assert_eq!(paths("other::crate_of::inner::x, &'inner::y"), [""; 0]);
}

#[test]
fn a_circle_is_seen_and_a_hall_is_none() {
    let circles = |codes: &[(&str, &str)]| Modules::with_code(codes).circles();
    // A file of a folder may use the folder's own.
    let hall = [("", "mod a;"), ("a", "mod b;\nuse b::B;\nstruct A;"), ("a::b", "use super::A;\nstruct B;")];
    assert!(circles(&hall).is_empty());
    let beside = [
        ("", "mod a;"),
        ("a", "mod b;\nmod c;"),
        ("a::b", "use super::c::C;"),
        ("a::c", "fn f() { super::b::g() }"),
    ];
    let circle = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(circles(&beside), [circle(&["a::b", "a::c"])]);
    // What a folder hands on is used where it is defined.
    let handed = [
        ("", "mod a;\nmod d;"),
        ("a", "mod b;\npub use b::B;"),
        ("a::b", "pub struct B;\nuse crate::d::D;"),
        ("d", "use crate::a::B;\npub struct D;"),
    ];
    assert_eq!(circles(&handed), [circle(&["a::b", "d"])]);
    // What only tests use is left out.
    let tests = [
        ("", "mod a;\nmod b;"),
        ("a", "use crate::b::B;"),
        ("b", "struct B;\n#[cfg(test)]\nuse crate::a::A;"),
    ];
    assert!(circles(&tests).is_empty());
}

#[test]
fn a_declared_module_is_seen() {
    assert_eq!(declared("mod rows;"), Some("rows"));
    assert_eq!(declared("pub(crate) mod index;"), Some("index"));
    assert_eq!(declared("use super::mod_of;"), None);
}
