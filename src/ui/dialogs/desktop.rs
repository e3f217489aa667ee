//! Whether the desktop has file dialogs of its own. The library that shows them gives the same answer
//! for a dialog that was closed and for one that could not come, so that is found out before.

/// Whether there are any to come.
#[cfg(any(windows, target_os = "macos"))]
pub fn has_file_dialogs() -> bool {
    true
}

/// Whether there are any to come: those of the desktop's portal, or zenity's.
#[cfg(not(any(windows, target_os = "macos")))]
pub(crate) fn has_file_dialogs() -> bool {
    is_program("zenity") || has_portal()
}

/// Whether a program of that name would be found.
#[cfg(not(any(windows, target_os = "macos")))]
fn is_program(name: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let may_run =
        |metadata: std::fs::Metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
    std::env::split_paths(&folders).any(|folder| folder.join(name).metadata().is_ok_and(may_run))
}

/// Whether the portal is there and has a file chooser: a portal alone, without the part that draws, has not.
#[cfg(not(any(windows, target_os = "macos")))]
fn has_portal() -> bool {
    /// How long a portal may take to start.
    const WAIT: std::time::Duration = std::time::Duration::from_secs(5);
    let asked = zbus::block_on(async {
        let bus = zbus::connection::Builder::session()?.method_timeout(WAIT).build().await?;
        bus.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )
        .await
    });
    asked.is_ok()
}
