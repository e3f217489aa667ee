//! Parts of an Office zip and what they refer to. Which parts a reader needs is for the reader.

use std::collections::HashMap;

use super::SourceError;
use super::archive::{Archive, resolve};
use super::xml::{Element, Events, tree};

/// What a part refers to: an id to the other part's name and what kind of thing it is.
pub(super) type Links = HashMap<String, (String, String)>;

/// A part as a tree; nothing where there is none.
pub(super) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<Element>, SourceError> {
    let budget = archive.budget();
    match archive.part(name)? {
        Some(input) => tree(Events::new(input, name, budget), "no element", |_| Ok(())).map(Some),
        None => Ok(None),
    }
}

/// What a part refers to; the whole file for the empty name.
pub(super) fn links(archive: &mut Archive<'_>, of: &str) -> Result<Links, SourceError> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let name = resolve(folder, &format!("_rels/{file}.rels"));
    let Some(list) = part(archive, &name)? else { return Ok(Links::new()) };
    let links = list.children().filter(|link| link.attribute("TargetMode") != Some("External"));
    Ok(links
        .filter_map(|link| {
            let target = resolve(folder, link.attribute("Target")?);
            Some((link.attribute("Id")?.to_owned(), (target, link.attribute("Type")?.to_owned())))
        })
        .collect())
}

/// The part that the whole file is about.
pub(super) fn main_part(archive: &mut Archive<'_>, otherwise: &str) -> Result<String, SourceError> {
    let main = links(archive, "")?.into_values().find(|(_, kind)| kind.ends_with("/officeDocument"));
    Ok(main.map_or_else(|| otherwise.to_owned(), |(name, _)| name))
}

/// The part of a kind that a part refers to, else the one that usually stands beside it.
pub(super) fn linked(links: &Links, kind: &str, main: &str, otherwise: &str) -> String {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let found = links.values().find(|(_, it)| it.rsplit('/').next() == Some(kind));
    found.map_or_else(|| resolve(folder, otherwise), |(name, _)| name.clone())
}

/// Text above the line. Behind a figure it is the mark of a note and must not become digits of the figure.
pub(super) fn raised(text: &str, before: &str) -> String {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    if !digits || text.is_empty() {
        return text.to_owned();
    }
    if before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '%' | '％')) {
        return format!("〔{text}〕");
    }
    text.chars().filter_map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c.to_digit(10)? as usize)).collect()
}
