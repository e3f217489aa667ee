//! What the panels and pages of one document remember. Each owns its own state; here it stands beside the document, which
//! knows of none of them.

use crate::ui::pages::compare::Comparing;
use crate::ui::pages::proposals::Proposing;
use crate::ui::pages::reckoning::Reckoning;
use crate::ui::pages::reconciling::Reconciling;
use crate::ui::panels::comments::CommentsPage;
use crate::ui::panels::find::FindPanel;
use crate::ui::panels::findings::FindingsPanel;
use crate::ui::panels::inspector::Inspector;
use crate::ui::panels::navigation::Begun;
use crate::ui::panels::original::OriginalPanel;
use crate::ui::panels::printing::PrintPreview;

/// What they remember.
#[derive(Default)]
pub(in crate::ui) struct Panels {
    /// Why the selected cell holds what it holds.
    pub inspector: Inspector,
    /// The search in the tables.
    pub find: FindPanel,
    /// The list of findings.
    pub findings: FindingsPanel,
    /// The list of comments.
    pub comments: CommentsPage,
    /// The submitted document beside the table.
    pub original: OriginalPanel,
    /// The pages as they will be printed.
    pub printing: PrintPreview,
    /// What the budget is compared with.
    pub comparing: Comparing,
    /// The lines being proposed, once that was asked for.
    pub proposing: Option<Proposing>,
    /// The tables against their lines, once that was asked for.
    pub reconciling: Option<Reconciling>,
    /// The lines reckoned by standards.
    pub reckoning: Reckoning,
}

impl Panels {
    /// The pages that are listed because something was asked there.
    pub(crate) fn begun(&self) -> Begun {
        Begun {
            compared: self.comparing.is_begun(),
            proposed: self.proposing.is_some(),
            reconciled: self.reconciling.is_some(),
        }
    }
}
