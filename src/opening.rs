//! Opening what others wrote: every file that is read comes through here, budget or document, list of codes,
//! format or rules. It is looked at before it is read: what is no ordinary file (a pipe, a device, a folder),
//! what is larger than anything of its sort ever is, and what is a hole on the disk is refused with its reason.
//! So nothing waits for ever, and no file takes memory out of proportion.
//!
//! Knows nothing of what the bytes say, and no path by name in its messages: whoever shows them says which
//! file is meant.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes of a budget file: twice what a million lines take.
pub const BUDGET: u64 = 1 << 30;
/// The most bytes of a document to be imported.
pub const DOCUMENT: u64 = 1 << 28;
/// The most bytes of a list of codes, a format, a file of rules, settings.
pub const SMALL: u64 = 1 << 26;

/// From here on a file must look like text while it is read.
const LARGE: u64 = 1 << 26;
/// How much is read at a time of a large file.
const PIECE: u64 = 1 << 20;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// The system does not let it be read.
    #[error("{}", words(.0))]
    Io(#[from] io::Error),
    /// It is no ordinary file.
    #[error("这是{0}，不是普通文件；没有读")]
    Kind(&'static str),
    /// It is larger than such files are.
    #[error("文件太大（{}，最多 {}）；没有读", size(*.0), size(*.1))]
    TooLarge(u64, u64),
    /// It is large and holds nothing but zeros for a long stretch.
    #[error("文件很大，却有大段是空的（全为零）；没有读完")]
    Hollow,
}

/// What the system says, in our words where it says what happens every day.
pub(crate) fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "找不到文件；它可能已被移动、改名或删除".to_owned()
        }
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        io::ErrorKind::AlreadyExists => "已经有同名的文件".to_owned(),
        _ => format!("系统报告“{error}”"),
    }
}

impl OpeningError {
    /// What sort of error the system would call it.
    pub fn kind(&self) -> io::ErrorKind {
        match self {
            Self::Io(error) => error.kind(),
            Self::Kind("文件夹") => io::ErrorKind::IsADirectory,
            Self::Kind(_) | Self::Hollow => io::ErrorKind::Other,
            Self::TooLarge(..) => io::ErrorKind::FileTooLarge,
        }
    }
}

impl From<OpeningError> for io::Error {
    fn from(error: OpeningError) -> Self {
        match error {
            OpeningError::Io(error) => error,
            OpeningError::Kind("文件夹") => io::ErrorKind::IsADirectory.into(),
            other => Self::other(other.to_string()),
        }
    }
}

/// Reads a file of at most that many bytes, with what the system says of it.
///
/// # Errors
/// When it is no ordinary file, too large, hollow, or cannot be read.
pub fn read(path: &Path, most: u64) -> Result<(Vec<u8>, Metadata), OpeningError> {
    // Opening a pipe waits for whoever writes into it, and opening a device may do anything: look first.
    may_be_read(path, &fs::metadata(path)?, most)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    may_be_read(path, &metadata, most)?;
    let bytes = if metadata.len() > LARGE {
        pieces(file, &metadata, most)?
    } else {
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // It may grow meanwhile, and some have no length at all.
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        bytes
    };
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= most => Ok((bytes, metadata)),
        _ => Err(OpeningError::TooLarge(bytes.len() as u64, most)),
    }
}

/// The same, as text in UTF-8; a byte order mark is left out.
///
/// # Errors
/// As [`read`], and when it is no text.
pub fn read_text(path: &Path, most: u64) -> Result<String, OpeningError> {
    let (bytes, _) = read(path, most)?;
    let not_text = |_| OpeningError::Io(io::Error::new(io::ErrorKind::InvalidData, "不是 UTF-8 编码的文字"));
    let text = String::from_utf8(bytes).map_err(not_text)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The beginning of a file, to tell what it is.
///
/// # Errors
/// As [`read`]; how large the whole is does not matter.
pub fn beginning(path: &Path, bytes: u64) -> Result<Vec<u8>, OpeningError> {
    may_be_read(path, &fs::metadata(path)?, u64::MAX)?;
    let mut head = Vec::new();
    File::open(path)?.take(bytes).read_to_end(&mut head)?;
    Ok(head)
}

/// Reads a large file piece by piece, and stops where a piece is nothing but zeros: of a file with holes no
/// more is read than was written.
fn pieces(mut file: File, metadata: &Metadata, most: u64) -> Result<Vec<u8>, OpeningError> {
    let mut bytes = Vec::new();
    let expected = usize::try_from(metadata.len()).unwrap_or_default();
    loop {
        let from = bytes.len();
        let read = file.by_ref().take(PIECE).read_to_end(&mut bytes)?;
        let piece = bytes.get(from..).unwrap_or_default();
        if read == 0 || u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
            return Ok(bytes);
        }
        if piece.iter().all(|byte| *byte == 0) {
            return Err(OpeningError::Hollow);
        }
        if from == 0 {
            // Only now: room for a hole would be memory for nothing.
            bytes.reserve_exact(expected.saturating_sub(bytes.len()));
        }
    }
}

fn may_be_read(path: &Path, metadata: &Metadata, most: u64) -> Result<(), OpeningError> {
    if !metadata.is_file() {
        return Err(OpeningError::Kind(kind(metadata)));
    }
    if metadata.len() > most {
        return Err(OpeningError::TooLarge(metadata.len(), most));
    }
    // They have no length, some have no end, and reading one may wait.
    if metadata.len() == 0 && is_of_the_system(path) {
        return Err(OpeningError::Kind("系统的虚拟文件"));
    }
    Ok(())
}

/// The folder of that name beside the program, whether it exists or not; `None` where nobody knows where the
/// program is. Never one of the folder that happens to be the current one: who is handed files goes into their
/// folder to look at them.
pub fn beside_program(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok().filter(|program| program.is_absolute())?;
    Some(program.parent()?.join(name))
}

/// Whether a path leads to where the system shows itself as files.
fn is_of_the_system(path: &Path) -> bool {
    cfg!(target_os = "linux")
        && fs::canonicalize(path).is_ok_and(|path| path.starts_with("/proc") || path.starts_with("/sys"))
}

#[cfg(unix)]
fn kind(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = metadata.file_type();
    if kind.is_dir() {
        "文件夹"
    } else if kind.is_fifo() {
        "管道"
    } else if kind.is_socket() {
        "套接字"
    } else {
        "设备"
    }
}

#[cfg(not(unix))]
fn kind(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() { "文件夹" } else { "设备" }
}

/// A number of bytes, in words.
fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} 字节"),
        whole if whole < 1024 => format!("{whole} MB"),
        whole => format!("{}.{} GB", whole >> 10, ((whole & 1023) * 10) >> 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_ordinary_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let sparse = |name: &str, length: u64, head: &[u8]| {
            fs::write(place(name), head).unwrap();
            File::options().append(true).open(place(name)).unwrap().set_len(length).unwrap();
            place(name)
        };
        let says = |path: &Path| read(path, BUDGET).unwrap_err().to_string();
        assert!(says(folder.path()).contains("文件夹"));
        assert!(says(&sparse("8G", 8 << 30, b"(yusuan: 1")).contains("8.0 GB"));
        assert!(says(&sparse("1G", 1 << 30, b"(yusuan: 1")).contains("全为零"));
        assert!(says(&place("none")).contains("找不到文件"));
        // A small file may have zeros: a damaged one is still worth reading.
        let small = sparse("small", 3 << 20, b"(yusuan: 1");
        assert_eq!(read(&small, BUDGET).unwrap().0.len(), 3 << 20);
        assert!(matches!(read(&small, 1 << 20), Err(OpeningError::TooLarge(..))));
        #[cfg(target_os = "linux")]
        {
            assert!(says(Path::new("/dev/zero")).contains("设备"));
            assert!(says(Path::new("/proc/self/maps")).contains("虚拟文件"));
            let _socket = std::os::unix::net::UnixListener::bind(place("s")).unwrap();
            assert!(says(&place("s")).contains("套接字"));
        }
    }
}
