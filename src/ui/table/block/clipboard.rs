//! The system's clipboard for what egui cannot carry, HTML, behind a trait so that tests answer.

/// Keeps a block as HTML beside its text.
pub trait Clipboard {
    /// What lies there as HTML, if anything does.
    fn html(&mut self) -> Option<String>;

    /// Puts a block there in both forms; `false` where only egui can, and only the text.
    fn put(&mut self, text: &str, html: &str) -> bool;
}

/// A clipboard for text alone, which egui carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextOnly;

impl Clipboard for TextOnly {
    fn html(&mut self) -> Option<String> {
        None
    }

    fn put(&mut self, _text: &str, _html: &str) -> bool {
        false
    }
}

/// The clipboard of the desktop.
pub struct NativeClipboard(Option<arboard::Clipboard>);

impl NativeClipboard {
    /// The clipboard, if it can be had. Under Wayland it belongs to the window's own connection, through
    /// which egui carries text only; what another connection puts there may never arrive.
    pub fn new() -> Self {
        let wayland =
            ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"].iter().any(|name| std::env::var_os(name).is_some());
        Self(if wayland { None } else { arboard::Clipboard::new().ok() })
    }
}

impl Default for NativeClipboard {
    fn default() -> Self {
        Self::new()
    }
}

impl Clipboard for NativeClipboard {
    fn html(&mut self) -> Option<String> {
        self.0.as_mut()?.get().html().ok()
    }

    fn put(&mut self, text: &str, html: &str) -> bool {
        self.0.as_mut().is_some_and(|clipboard| clipboard.set().html(html, Some(text)).is_ok())
    }
}
