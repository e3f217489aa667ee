//! Words of pages that are pictures, read by a program of the user's: it is given the file and the page's number, from 1,
//! and prints a line a word: left, top, right, bottom and the text, parted by tabs, in points from the upper left corner of
//! the page. What it says is not known to be right; that is for who marks it. Knows no picture and no PDF.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use smol_str::SmolStr;

/// How long the program may take for a page.
const LONGEST: Duration = Duration::from_secs(120);
/// How much it may print for a page.
const MOST: u64 = 4 << 20;

/// The program, and what it is given before the file and the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ocr {
    program: String,
    arguments: Vec<String>,
}

/// A word on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Left, top, right, bottom in points from the upper left corner.
    pub rectangle: [f32; 4],
    /// What it says.
    pub text: SmolStr,
}

impl Ocr {
    /// The program that a command names, words of it parted by blanks.
    ///
    /// # Errors
    /// When it is blank.
    pub fn new(command: &str) -> Result<Self, String> {
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().ok_or("--ocr 后面写识别程序的命令")?;
        Ok(Self { program, arguments: words.collect() })
    }

    /// The words of a page, from 1.
    ///
    /// # Errors
    /// Says in Chinese why there are none: the program did not start, failed, took too long or printed something else.
    pub fn words(&self, file: &Path, page: u32) -> Result<Vec<Word>, String> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(file).arg(page.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child =
            command.spawn().map_err(|error| format!("识别程序“{}”没有启动：{error}", self.program))?;
        let out = child.stdout.take();
        let (told, lines) = mpsc::channel();
        // Reading ends when the program closes its output, or is ended below.
        let reading = std::thread::Builder::new().name("ocr".to_owned()).spawn(move || {
            let mut text = Vec::new();
            let read = out.map(|out| out.take(MOST + 1).read_to_end(&mut text));
            let _ = told.send(read.transpose().map(|_| text));
        });
        let read = reading.map_err(|error| error.to_string()).and_then(|_| {
            lines.recv_timeout(LONGEST).map_err(|_| format!("超过 {} 秒没有读完", LONGEST.as_secs()))
        });
        let text = match read {
            Ok(Ok(text)) if text.len() as u64 <= MOST => text,
            Ok(Ok(_)) => return Err(end(&mut child, "输出太多")),
            Ok(Err(error)) => return Err(end(&mut child, &error.to_string())),
            Err(why) => return Err(end(&mut child, &why)),
        };
        let status = child.wait().map_err(|error| format!("识别程序没有结束：{error}"))?;
        if !status.success() {
            return Err(format!("识别程序出错（{status}）"));
        }
        parse(&text)
    }
}

fn end(child: &mut Child, why: &str) -> String {
    // Already ended is as good.
    let _ = child.kill();
    let _ = child.wait();
    format!("识别程序{why}，已停止")
}

fn parse(text: &[u8]) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(text).lines()) {
        let line = line.map_err(|_| "识别程序的输出不是 UTF-8".to_owned())?;
        if line.trim().is_empty() {
            continue;
        }
        let word = word(&line).ok_or_else(|| {
            format!("识别程序输出的第 {number} 行不是“左、上、右、下、文字”五列，以制表符分隔")
        })?;
        words.push(word);
    }
    Ok(words)
}

fn word(line: &str) -> Option<Word> {
    let mut cells = line.splitn(5, '\t');
    let mut number = || cells.next()?.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    let rectangle = [number()?, number()?, number()?, number()?];
    let [left, top, right, bottom] = rectangle;
    let text = cells.next()?.replace('\t', " ");
    (right > left && bottom > top).then(|| Word { rectangle, text: text.trim().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_anything_else_is_said() {
        let words = parse("10\t20\t50\t32\t合计\n\n60.5\t20\t90\t32\t1,234.56\n".as_bytes()).unwrap();
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["合计", "1,234.56"]);
        assert_eq!(words[1].rectangle, [60.5, 20.0, 90.0, 32.0]);
        for wrong in ["合计", "1\t2\t3\t合计", "9\t2\t3\t4\t反", "NaN\t2\t3\t4\t无", "1\t2\t3\t4"] {
            assert!(parse(wrong.as_bytes()).unwrap_err().contains("第 1 行"), "{wrong}");
        }
        assert!(Ocr::new("  ").is_err());
        let lacking = Ocr::new("没有这个程序").unwrap().words(Path::new("a.pdf"), 1).unwrap_err();
        assert!(lacking.contains("没有启动"), "{lacking}");
    }
}
