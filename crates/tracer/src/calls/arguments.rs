//! Arguments in strace's words.

use super::flags;
use super::table::{Call, Shape};
use crate::memory::Memory;

/// Bytes of a path, and of a text that is written, that are kept.
const PATH: usize = 4096;
const TEXT: usize = 4096;
/// Arguments of a program that are kept, and bytes of each.
const TEXTS: usize = 24;
const ONE_TEXT: usize = 128;
/// Buffers of a vector that are kept.
const PIECES: usize = 16;
/// Bytes of what was read that are kept.
const FILLED: usize = 64;

/// Writes down arguments; `returned` is what the call returned, where it has.
pub(crate) fn describe(
    call: &Call,
    values: &[u64; 6],
    memory: &Memory,
    returned: Option<i64>,
) -> String {
    let shapes = call.arguments.iter().zip(values).enumerate();
    let parts = shapes.map(|(index, (shape, value))| {
        let next = values.get(index + 1).copied().unwrap_or(0);
        one(*shape, *value, next, memory, returned)
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn one(shape: Shape, value: u64, next: u64, memory: &Memory, returned: Option<i64>) -> String {
    match shape {
        Shape::Address => address(value),
        Shape::Number => value.cast_signed().to_string(),
        Shape::Int => low(value).cast_signed().to_string(),
        // The argument is an `int`: its lower half counts.
        Shape::Folder if low(value) == AT_FDCWD => "AT_FDCWD".to_owned(),
        Shape::Folder => low(value).cast_signed().to_string(),
        Shape::Mode => format!("0{:o}", value & 0o7777),
        Shape::Flags(names) => names.words(value),
        Shape::Path => text(value, PATH, memory),
        Shape::Texts => texts(value, memory),
        Shape::Buffer => buffer(value, next, TEXT, memory),
        Shape::Vector => vector(value, next, memory),
        Shape::Filled => match returned {
            Some(count @ 1..) => buffer(value, count.unsigned_abs(), FILLED, memory),
            _ => address(value),
        },
        Shape::Stat if returned == Some(0) => stat(value, memory).unwrap_or_else(|| address(value)),
        Shape::Stat => address(value),
        Shape::CloneArgs => clone_args(value, memory).unwrap_or_else(|| address(value)),
        Shape::Limit => limit(value, memory).unwrap_or_else(|| address(value)),
    }
}

/// The current folder, of fcntl.h.
const AT_FDCWD: u32 = 0xffff_ff9c;

fn low(value: u64) -> u32 {
    let bytes = value.to_le_bytes();
    bytes
        .first_chunk()
        .map_or(0, |half| u32::from_le_bytes(*half))
}

fn address(value: u64) -> String {
    if value == 0 {
        return "NULL".to_owned();
    }
    format!("{value:#x}")
}

fn text(at: u64, most: usize, memory: &Memory) -> String {
    match memory.text(at, most) {
        Some((bytes, is_whole)) => quoted(&bytes, is_whole),
        None => address(at),
    }
}

fn texts(at: u64, memory: &Memory) -> String {
    let mut parts = Vec::new();
    let mut place = at;
    while let Some(pointer) = memory.word(place).filter(|pointer| *pointer != 0) {
        if parts.len() == TEXTS {
            parts.push("...".to_owned());
            break;
        }
        parts.push(text(pointer, ONE_TEXT, memory));
        place = place.wrapping_add(8);
    }
    format!("[{}]", parts.join(", "))
}

fn buffer(at: u64, length: u64, most: usize, memory: &Memory) -> String {
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    let bytes = memory.bytes(at, wanted.min(most));
    if bytes.is_empty() && length > 0 {
        return address(at);
    }
    quoted(&bytes, bytes.len() >= wanted)
}

fn vector(at: u64, count: u64, memory: &Memory) -> String {
    let mut parts = Vec::new();
    let mut place = at;
    for _ in 0..count.min(PIECES as u64) {
        let (Some(base), Some(length)) = (memory.word(place), memory.word(place.wrapping_add(8)))
        else {
            break;
        };
        let piece = buffer(base, length, TEXT, memory);
        parts.push(format!("{{iov_base={piece}, iov_len={length}}}"));
        place = place.wrapping_add(16);
    }
    format!("[{}]", parts.join(", "))
}

/// `struct clone_args`: eight words that matter.
fn clone_args(at: u64, memory: &Memory) -> Option<String> {
    let word = |index: u64| memory.word(at.wrapping_add(8 * index));
    let (flags, signal) = (word(0)?, word(4)?);
    let (stack, size, tls) = (word(5)?, word(6)?, word(7)?);
    let words = flags::CLONE.words(flags & !0xff);
    Some(format!(
        "{{flags={words}, exit_signal={signal}, stack={}, stack_size={size:#x}, tls={}}}",
        address(stack),
        address(tls)
    ))
}

/// Where `st_mode` is in the kernel's `struct stat`.
#[cfg(target_arch = "x86_64")]
const MODE: u64 = 24;
#[cfg(not(target_arch = "x86_64"))]
const MODE: u64 = 16;

/// Kind and mode of a file: `S_IFREG|0644`.
fn stat(at: u64, memory: &Memory) -> Option<String> {
    const KINDS: &[(u32, &str)] = &[
        (0o10_0000, "S_IFREG"),
        (0o4_0000, "S_IFDIR"),
        (0o12_0000, "S_IFLNK"),
        (0o2_0000, "S_IFCHR"),
        (0o6_0000, "S_IFBLK"),
        (0o1_0000, "S_IFIFO"),
        (0o14_0000, "S_IFSOCK"),
    ];
    let mode = low(memory.word(at.wrapping_add(MODE))?);
    let kind = KINDS.iter().find(|(kind, _)| *kind == mode & 0o17_0000);
    let kind = kind.map_or("0", |(_, name)| name);
    Some(format!("{{st_mode={kind}|0{:03o}, ...}}", mode & 0o7777))
}

fn limit(at: u64, memory: &Memory) -> Option<String> {
    if at == 0 {
        return None;
    }
    let word = |value: u64| match value {
        u64::MAX => "RLIM64_INFINITY".to_owned(),
        value => value.to_string(),
    };
    let (soft, hard) = (memory.word(at)?, memory.word(at.wrapping_add(8))?);
    Some(format!(
        "{{rlim_cur={}, rlim_max={}}}",
        word(soft),
        word(hard)
    ))
}

/// A text in C's notation; dots behind it where its end is missing.
fn quoted(bytes: &[u8], is_whole: bool) -> String {
    let mut text = String::with_capacity(bytes.len() + 2);
    text.push('"');
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b'\r' => text.push_str("\\r"),
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(*byte)),
            // Three digits always: the byte behind may be a digit.
            other => text.push_str(&format!("\\{other:03o}")),
        }
    }
    text.push('"');
    if !is_whole {
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::CALLS;

    fn check(name: &str, values: [u64; 6], returned: Option<i64>, expect: &str) {
        let memory = Memory::of(i32::try_from(std::process::id()).unwrap());
        let call = CALLS.into_iter().flatten().find(|call| call.name == name);
        let said = describe(call.unwrap(), &values, &memory, returned);
        assert_eq!(said, expect);
    }

    #[test]
    fn arguments_read_as_strace_prints_them() {
        let path = c"/lib/libc.so.6";
        let at = path.as_ptr() as u64;
        check(
            "openat",
            [0xffff_ff9c, at, 0o200_0000, 0, 0, 0],
            None,
            "AT_FDCWD, \"/lib/libc.so.6\", O_RDONLY|O_CLOEXEC, 00",
        );
        let words = b"fatal \"x\"\n\x01";
        check(
            "write",
            [2, words.as_ptr() as u64, 11, 0, 0, 0],
            None,
            "2, \"fatal \\\"x\\\"\\n\\001\", 11",
        );
        check(
            "mmap",
            [0, 8_392_704, 0, 0x2_0022, 0xffff_ffff, 0],
            None,
            "NULL, 8392704, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK, -1, NULL",
        );
        let limits = [12_u64, u64::MAX];
        check(
            "setrlimit",
            [6, limits.as_ptr() as u64, 0, 0, 0, 0],
            None,
            "RLIMIT_NPROC, {rlim_cur=12, rlim_max=RLIM64_INFINITY}",
        );
        check("openat", [3, 8, 0, 0, 0, 0], None, "3, 0x8, O_RDONLY, 00");
    }

    #[test]
    fn lists_and_vectors_are_written_out() {
        let list = [c"app".as_ptr() as u64, c"-x".as_ptr() as u64, 0];
        let path = c"./app".as_ptr() as u64;
        check(
            "execve",
            [path, list.as_ptr() as u64, 0, 0, 0, 0],
            None,
            "\"./app\", [\"app\", \"-x\"], NULL",
        );
        let text = b"ab";
        let vector = [text.as_ptr() as u64, 2_u64];
        check(
            "writev",
            [2, vector.as_ptr() as u64, 1, 0, 0, 0],
            None,
            "2, [{iov_base=\"ab\", iov_len=2}], 1",
        );
        let args: [u64; 11] = [0x1_0100, 0, 0, 0, 0, 0x7000, 0x2000, 0x9000, 0, 0, 0];
        check(
            "clone3",
            [args.as_ptr() as u64, 88, 0, 0, 0, 0],
            None,
            "{flags=CLONE_VM|CLONE_THREAD, exit_signal=0, stack=0x7000, stack_size=0x2000, tls=0x9000}, 88",
        );
    }
}
