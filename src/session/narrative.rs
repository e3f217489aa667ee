//! Writing the text (说明) of the open budget from its format's template, as one step that can be undone.

use super::Session;
use crate::edit::{Batch, Edit};
use crate::narrative::{Template, Written, write};

impl Session {
    /// The text as the template writes it now: figures and wording by the tables, free places and paragraphs of one's own
    /// as they are.
    ///
    /// # Errors
    /// When the format has no template, or the one at hand is none.
    pub fn written_narrative(&self) -> Result<Written, String> {
        let name = &self.format.name;
        let template = Template::of(&self.format)?.ok_or_else(|| {
            format!(
                "表式“{name}”没有说明模板；模板放在 narratives/{}.txt，写法见 docs/templates.md",
                self.format.id
            )
        })?;
        Ok(write(&template, &self.book()))
    }

    /// Puts the text that the template writes in place of the one that is there.
    ///
    /// # Errors
    /// As [`Session::written_narrative`].
    pub fn write_narrative(&mut self) -> Result<Written, String> {
        let written = self.written_narrative()?;
        if written.sections != self.budget.narrative {
            let step = Batch::one("按模板写说明文字", Edit::SetNarrative(written.sections.clone()));
            self.apply(step).map_err(|error| error.to_string())?;
        }
        Ok(written)
    }
}
