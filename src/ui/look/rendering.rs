//! Where the graphics driver gives no OpenGL, the window is drawn by the processor: the program starts
//! itself again with Mesa's software renderer. Elsewhere than on Linux the system sees to that itself.

use eframe::Error;

/// The variable that tells Mesa to draw in software.
const SOFTWARE: &str = "LIBGL_ALWAYS_SOFTWARE";

/// Whether the window did not open because of OpenGL.
pub(crate) fn lacks_opengl(error: &Error) -> bool {
    matches!(error, Error::Glutin(_) | Error::NoGlutinConfigs(..) | Error::OpenGL(_))
}

/// Becomes the same program, drawing in software. Returns only where that is not possible or has been
/// tried.
pub(crate) fn start_again_in_software() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;

        if std::env::var_os(SOFTWARE).is_some() {
            return;
        }
        let Ok(program) = std::env::current_exe() else {
            return;
        };
        eprintln!("显卡驱动不能提供 OpenGL，改用软件渲染（画面会慢一些）");
        let error =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SOFTWARE, "1").exec();
        eprintln!("软件渲染没有启动：{error}");
    }
}

/// What to do where nothing helped, in one sentence.
pub(crate) fn advice(error: &Error) -> String {
    let tried = if std::env::var_os(SOFTWARE).is_some() { "，软件渲染也不行" } else { "" };
    let how = if cfg!(target_os = "linux") {
        "请安装 Mesa（Debian、统信、麒麟：sudo apt install libgl1-mesa-dri libegl1）后重试"
    } else {
        "请更新显卡驱动后重试"
    };
    format!("打不开窗口：这台电脑不能提供 OpenGL 2.1{tried}（{error}），{how}。")
}
