//! stub
#![allow(missing_docs)]
use crate::{model::*, schema::*};
use std::{path::Path, sync::Arc};
#[derive(Debug, Default, Clone)]
pub struct Extras;
pub struct Loaded {
    pub budget: Budget,
    pub format: Arc<Format>,
    pub extras: Extras,
    pub notices: Vec<String>,
    pub read_only_reason: Option<String>,
}
#[derive(Debug)]
pub struct Recovered {
    pub budget: Budget,
    pub format: Arc<Format>,
    pub lines: Vec<String>,
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Damage {
    pub recovered: Option<Box<Recovered>>,
}
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{0}")]
    Damaged(Damage),
    #[error("x")]
    Other,
}
pub fn load(_: &Path, _: &Formats) -> Result<Loaded, LoadError> {
    Err(LoadError::Other)
}
pub fn save(_: &Path, _: &Budget, _: &Extras) -> Result<(), LoadError> {
    Err(LoadError::Other)
}
