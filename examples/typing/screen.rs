//! A display of its own, the window on it, and the keys that are typed there.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// The window on its display. Both end with it.
pub struct Screen {
    display: String,
    server: Child,
    window: Child,
}

impl Screen {
    /// Starts a display and the window on it, and gives the window the keyboard.
    pub fn open(folder: &Path, file: &Path) -> Result<Self> {
        let (mut told, tell) = std::io::pipe()?;
        // The server writes the number of the display it found free to the descriptor that is its output.
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .stdout(tell)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb: {error}"))?;
        let mut number = Vec::new();
        let mut byte = [0];
        while told.read(&mut byte)? == 1 && byte != *b"\n" {
            number.extend(byte);
        }
        let display = format!(":{}", String::from_utf8(number)?.trim());
        let data = folder.join("user");
        let window = Command::new(std::env::current_exe()?)
            .arg("window")
            .arg(file)
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WINIT_X11_SCALE_FACTOR", "1")
            .env("XDG_CONFIG_HOME", data.join("config"))
            .env("XDG_DATA_HOME", data.join("data"))
            .env("XDG_STATE_HOME", data.join("state"))
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("window.log"))?)
            .spawn()?;
        let mut screen = Self { display, server, window };
        screen.take_keyboard()?;
        Ok(screen)
    }

    /// Waits for the window and gives it the keyboard: there is no window manager to do so.
    fn take_keyboard(&mut self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.window.try_wait()? {
                return Err(format!("the window ended: {status}").into());
            }
            let found = self.tool(&["search", "--onlyvisible", "--class", "yusuan"]).output()?;
            let found = String::from_utf8(found.stdout)?;
            if let Some(window) = found.lines().next() {
                self.tool(&["windowfocus", "--sync", window]).status()?;
                // Until its first frames are drawn.
                std::thread::sleep(Duration::from_secs(3));
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Err("no window came up in a minute".into())
    }

    fn tool(&self, arguments: &[&str]) -> Command {
        let mut tool = Command::new("xdotool");
        tool.args(arguments).env("DISPLAY", &self.display);
        tool
    }

    fn typing(&self, keys: &[String], pace: u64) -> Command {
        let mut typing = self.tool(&["key", "--delay", &pace.to_string()]);
        typing.args(keys);
        typing
    }

    /// Types keys, so many milliseconds apart.
    pub fn type_keys(&self, keys: &[String], pace: u64) -> Result<()> {
        let status = self.typing(keys, pace).status().map_err(|error| format!("xdotool: {error}"))?;
        status.success().then_some(()).ok_or_else(|| format!("xdotool ended with {status}").into())
    }

    /// Types keys; some time after the first of them the window is stopped, and goes on later.
    pub fn type_and_stop(
        &mut self,
        keys: &[String],
        pace: u64,
        before: Duration,
        stopped: Duration,
    ) -> Result<()> {
        let mut typing = self.typing(keys, pace).spawn()?;
        std::thread::sleep(before);
        self.signal("STOP")?;
        std::thread::sleep(stopped);
        self.signal("CONT")?;
        let status = typing.wait()?;
        status.success().then_some(()).ok_or_else(|| format!("xdotool ended with {status}").into())
    }

    fn signal(&mut self, name: &str) -> Result<()> {
        if let Some(status) = self.window.try_wait()? {
            return Err(format!("the window ended: {status}").into());
        }
        Command::new("kill").arg(format!("-{name}")).arg(self.window.id().to_string()).status()?;
        Ok(())
    }

    /// A picture of the display, where a tool for that is at hand.
    pub fn picture(&self, folder: &Path) -> String {
        let place = folder.join("window.png");
        let mut tool = Command::new("import");
        tool.args(["-window", "root"]).arg(&place).env("DISPLAY", &self.display);
        if tool.status().is_ok() { place.display().to_string() } else { String::new() }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for process in [&mut self.window, &mut self.server] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
