//! Writes a core dump of a live process, as the kernel would: `NT_FILE` and the memory of one file's mappings
//! (elf(5), core(5); 64 bits, little endian).

use std::fs;
use std::os::unix::fs::FileExt;

/// One line of `/proc/PID/maps`.
struct Mapping {
    start: u64,
    end: u64,
    offset: u64,
}

/// The dump of the mappings of the file whose path ends so.
pub(crate) fn dump(pid: u32, file: &str) -> Vec<u8> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let of_file = |line: &&str| line.ends_with(file);
    let path = maps.lines().find(of_file).unwrap();
    let path = path.split_whitespace().last().unwrap();
    let files: Vec<Mapping> = maps.lines().filter(of_file).map(mapping).collect();
    // Variables without a value in the file have no path; they follow the file's last mapping.
    let last = files.last().unwrap().end;
    let behind = maps.lines().map(mapping).filter(|m| m.start == last);
    let note = note(&files, path);
    let mappings: Vec<Mapping> = files.into_iter().chain(behind).collect();
    let headers = 64 + 56 * (1 + mappings.len() as u64);
    let mut at = headers + note.len() as u64;
    let mut core = header(1 + mappings.len() as u16);
    core.extend(program_header(4, headers, 0, note.len() as u64));
    for m in &mappings {
        core.extend(program_header(1, at, m.start, m.end - m.start));
        at += m.end - m.start;
    }
    core.extend(note);
    let memory = fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    for m in &mappings {
        let mut bytes = vec![0; usize::try_from(m.end - m.start).unwrap()];
        memory.read_exact_at(&mut bytes, m.start).unwrap();
        core.extend(bytes);
    }
    core
}

fn mapping(line: &str) -> Mapping {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (start, end) = fields[0].split_once('-').unwrap();
    let number = |text| u64::from_str_radix(text, 16).unwrap();
    Mapping {
        start: number(start),
        end: number(end),
        offset: number(fields[2]),
    }
}

/// The ELF header of an x86-64 core dump.
fn header(program_headers: u16) -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(4_u16.to_le_bytes());
    bytes.extend(62_u16.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    for word in [0_u64, 64, 0] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(0_u32.to_le_bytes());
    for half in [64, 56, program_headers, 0, 0, 0] {
        bytes.extend(half.to_le_bytes());
    }
    bytes
}

fn program_header(kind: u32, offset: u64, address: u64, size: u64) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(6_u32.to_le_bytes());
    for word in [offset, address, 0, size, size, 1] {
        bytes.extend(word.to_le_bytes());
    }
    bytes
}

/// `NT_FILE`: count, page size, three words a mapping, then their paths.
fn note(mappings: &[Mapping], path: &str) -> Vec<u8> {
    let mut words = vec![mappings.len() as u64, 4096];
    for m in mappings {
        words.extend([m.start, m.end, m.offset / 4096]);
    }
    let mut text: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    for _ in mappings {
        text.extend(path.as_bytes());
        text.push(0);
    }
    let size = u32::try_from(text.len()).unwrap();
    text.resize(text.len().next_multiple_of(4), 0);
    let mut note = Vec::new();
    for word in [5, size, 0x4649_4c45] {
        note.extend(word.to_le_bytes());
    }
    note.extend(b"CORE\0\0\0\0");
    note.extend(text);
    note
}
