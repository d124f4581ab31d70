//! Error numbers of system calls, their names, and the C library's texts for them.

use std::fmt;

/// An error number, as Linux counts them on x86 and Arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Errno(pub i32);

/// Names of errno(3), with the texts of glibc, musl and Go in lower case.
const NAMES: &[(&str, i32, &[&str])] = &[
    ("EPERM", 1, &["operation not permitted"]),
    ("ENOENT", 2, &["no such file or directory"]),
    ("EIO", 5, &["input/output error", "i/o error"]),
    ("E2BIG", 7, &["argument list too long"]),
    ("ENOEXEC", 8, &["exec format error"]),
    ("EBADF", 9, &["bad file descriptor"]),
    ("ECHILD", 10, &["no child processes"]),
    ("EAGAIN", 11, &["resource temporarily unavailable"]),
    ("ENOMEM", 12, &["cannot allocate memory", "out of memory"]),
    ("EACCES", 13, &["permission denied"]),
    ("EBUSY", 16, &["device or resource busy"]),
    ("ENOTDIR", 20, &["not a directory"]),
    ("EISDIR", 21, &["is a directory"]),
    ("EINVAL", 22, &["invalid argument"]),
    ("ENFILE", 23, &["too many open files in system"]),
    ("EMFILE", 24, &["too many open files"]),
    ("ENOTTY", 25, &["inappropriate ioctl for device"]),
    ("ETXTBSY", 26, &["text file busy"]),
    ("ENOSPC", 28, &["no space left on device"]),
    ("EROFS", 30, &["read-only file system"]),
    ("ENOSYS", 38, &["function not implemented"]),
    ("ELOOP", 40, &["too many levels of symbolic links"]),
    ("ETIMEDOUT", 110, &["connection timed out"]),
    ("ECONNREFUSED", 111, &["connection refused"]),
];

/// The C library's translations that shells print for the errors of `execve`.
const TRANSLATED: &[(&str, i32)] = &[
    ("datei oder verzeichnis nicht gefunden", 2),
    ("aucun fichier ou dossier de ce type", 2),
    ("aucun fichier ou répertoire de ce type", 2),
    ("no existe el fichero o el directorio", 2),
    ("no existe el archivo o el directorio", 2),
    ("file o directory non esistente", 2),
    ("arquivo ou diretório inexistente", 2),
    ("ficheiro ou directoria inexistente", 2),
    ("bestand of map bestaat niet", 2),
    ("nie ma takiego pliku ani katalogu", 2),
    ("нет такого файла или каталога", 2),
    ("そのようなファイルやディレクトリはありません", 2),
    ("没有那个文件或目录", 2),
    ("沒有此一檔案或目錄", 2),
    ("그런 파일이나 디렉터리가 없습니다", 2),
    ("keine berechtigung", 13),
    ("permission non accordée", 13),
    ("permiso denegado", 13),
    ("permesso negato", 13),
    ("permissão negada", 13),
    ("toegang geweigerd", 13),
    ("brak dostępu", 13),
    ("отказано в доступе", 13),
    ("許可がありません", 13),
    ("权限不够", 13),
    ("허가 거부", 13),
    ("fehler im format der programmdatei", 8),
    ("erreur de format pour exec()", 8),
    ("formato de ejecutable incorrecto", 8),
    ("errore di formato exec", 8),
    ("erro no formato exec", 8),
    ("ошибка формата выполняемого файла", 8),
    ("実行形式エラー", 8),
    ("可执行文件格式错误", 8),
    ("die ressource ist zur zeit nicht verfügbar", 11),
    ("ressource temporairement non disponible", 11),
    ("recurso no disponible temporalmente", 11),
    ("risorsa temporaneamente non disponibile", 11),
    ("recurso temporariamente indisponível", 11),
    ("ресурс временно недоступен", 11),
    ("リソースが一時的に利用できません", 11),
    ("资源暂时不可用", 11),
];

impl Errno {
    /// Not permitted.
    pub const PERM: Self = Self(1);
    /// No such file.
    pub const NOENT: Self = Self(2);
    /// Not an executable for this machine.
    pub const NOEXEC: Self = Self(8);
    /// Try again.
    pub const AGAIN: Self = Self(11);
    /// No memory.
    pub const NOMEM: Self = Self(12);
    /// Access denied.
    pub const ACCES: Self = Self(13);
    /// Invalid argument.
    pub const INVAL: Self = Self(22);
    /// The process has too many open files.
    pub const MFILE: Self = Self(24);
    /// No such system call.
    pub const NOSYS: Self = Self(38);

    /// The error of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = NAMES.iter().find(|(known, ..)| *known == name);
        known.map(|(_, number, _)| Self(*number))
    }

    /// The error that a message ends in or holds, in any wording or language that is known.
    #[must_use]
    pub fn worded(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let plain = NAMES
            .iter()
            .flat_map(|(_, number, texts)| texts.iter().map(move |text| (*text, *number)));
        let mut all = plain.chain(TRANSLATED.iter().copied());
        all.find(|(text, _)| lower.contains(text))
            .map(|(_, number)| Self(number))
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(_, number, _)| *number == self.0) {
            Some((name, ..)) => f.write_str(name),
            None => write!(f, "errno {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_told_apart() {
        for (text, expect) in [
            ("open x: too many open files", Some(Errno::MFILE)),
            ("too many open files in system", Some(Errno(23))),
            (
                "bash: ./x: Datei oder Verzeichnis nicht gefunden",
                Some(Errno::NOENT),
            ),
            ("sh: 1: exec: ./x: Exec format error", Some(Errno::NOEXEC)),
            ("all is well", None),
        ] {
            assert_eq!(Errno::worded(text), expect, "{text}");
        }
    }
}
