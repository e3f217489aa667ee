//! Whether the documents of a package are those of its budget: a list that was changed together with a document agrees with it,
//! so they are written anew out of the budget and held against each other.

use super::{BUDGET, BUILD, COVER, MANIFEST, Manifest, PROGRAM, Verified, contents};
use crate::file::Extras;
use crate::session::Session;

/// Whether this very program packed it, with the same rules.
pub(super) fn is_own(manifest: &Manifest) -> bool {
    manifest.program == PROGRAM && manifest.build == BUILD
}

/// Holds files that agree with the list against what the budget gives.
pub(super) fn hold(verified: &mut Verified, files: &[(String, Vec<u8>)], session: &Session, extras: &Extras) {
    let by = verified.manifest.program.as_str();
    if by != PROGRAM {
        // Another program writes other bytes of the same budget: nobody is accused for that.
        let by = if by.is_empty() {
            "没有写明版本的程序".to_owned()
        } else {
            format!("{by} 版的程序")
        };
        verified.remarks.push(format!(
            "压缩包是{by}打的，现在是 {PROGRAM} 版，没有由预算重新生成公开文本来核对；要核对请用同一版程序"
        ));
        return;
    }
    if verified.manifest.build != BUILD {
        verified.remarks.push(format!(
            "压缩包由不同版本生成：版本号同是 {PROGRAM}，程序或其模板、表式不同，没有由预算重新生成公开文本来核对；\
             要核对请用打包的那个程序"
        ));
        return;
    }
    let Ok((own, _)) = contents(session, extras) else {
        verified.remarks.push("由预算重新生成不了公开文本，没有与它核对".to_owned());
        return;
    };
    // What a program with PDFs says of them stands on the cover.
    let pdfs = |files: &[(String, Vec<u8>)]| files.iter().filter(|(name, _)| name.ends_with(".pdf")).count();
    let is_alike = pdfs(files) == pdfs(&own);
    let held = |name: &str| name != MANIFEST && (is_alike || name != COVER);
    for (name, bytes) in files.iter().filter(|(name, _)| held(name)) {
        let said = match own.iter().find(|(own, _)| own == name) {
            Some((_, own)) if own == bytes => continue,
            None if name.ends_with(".pdf") && !cfg!(feature = "pdf") => {
                verified.remarks.push(format!("这个程序不写 PDF，“{name}”没有由预算重新生成来核对"));
                continue;
            }
            None => format!("“{name}”不是打包时写的文件，清单改动过"),
            Some(_) if name == BUDGET => format!("“{name}”不是程序写的样子，打包后改动过"),
            Some(_) if name.ends_with(".pdf") => format!(
                "“{name}”与由“{BUDGET}”重新生成的不同：打包后连同清单改动过，或打包的电脑另装了生僻字的字体"
            ),
            Some(_) => format!("“{name}”与由“{BUDGET}”重新生成的不同，打包后连同清单改动过"),
        };
        verified.wrong.push(said);
    }
    let is_lacking = |name: &str| !name.ends_with(".pdf") && files.iter().all(|(there, _)| there != name);
    let lacking = own.iter().filter(|(name, _)| is_lacking(name));
    let lacking = lacking.map(|(name, _)| format!("缺少打包时写的“{name}”，清单改动过"));
    verified.wrong.extend(lacking);
}
