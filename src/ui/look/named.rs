//! What widgets are called aloud that show a sign instead of a word.

use eframe::egui::Response;

/// Gives a widget the name by which a screen reader and a test know it; what it shows stays.
pub(crate) fn called(response: Response, name: &str) -> Response {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

/// Says aloud, behind its name, what a widget holds that shows it without being a field of text. Nothing is asked for
/// where nobody listens.
pub(crate) fn described(response: &Response, text: impl FnOnce() -> String) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        let text = text();
        if !text.is_empty() {
            node.set_description(text);
        }
    });
}
