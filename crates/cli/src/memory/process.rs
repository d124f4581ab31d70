//! A live process: `/proc/PID/maps` and `/proc/PID/mem` (proc(5)). Needs the right to trace it.

use std::fs;
use std::path::{Path, PathBuf};

use gobin::Facts;
use image::Image;
use report::Live;

use super::Mapping;

/// Reads the variables of a process.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge opens files; /proc/PID/mem is read at two places only"
)]
pub(super) fn read(pid: u32, image: &Image<'_>, facts: &Facts) -> Result<Live, String> {
    let folder = PathBuf::from(format!("/proc/{pid}"));
    let failed = |what: &str, error: &std::io::Error| {
        format!("{what} of process {pid}: {}", crate::input::plain(error))
    };
    let program = fs::read_link(folder.join("exe")).map_err(|e| failed("the program", &e))?;
    let maps = fs::read_to_string(folder.join("maps")).map_err(|e| failed("the mappings", &e))?;
    let memory = fs::File::open(folder.join("mem")).map_err(|e| failed("the memory", &e))?;
    let mappings: Vec<Mapping> = maps
        .lines()
        .filter_map(|line| mapping(line, &program))
        .collect();
    let bytes = |address, size| bytes_at(&memory, address, size);
    let source = format!("process {pid}");
    Ok(super::variables(source, image, facts, &mappings, bytes))
}

#[cfg(unix)]
fn bytes_at(memory: &fs::File, address: u64, size: usize) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let mut bytes = vec![0; size];
    memory.read_exact_at(&mut bytes, address).ok()?;
    Some(bytes)
}

#[cfg(not(unix))]
fn bytes_at(_memory: &fs::File, _address: u64, _size: usize) -> Option<Vec<u8>> {
    None
}

/// A line of `maps`, if it maps the program: `START-END PERMISSIONS OFFSET DEVICE INODE PATH`.
fn mapping(line: &str, program: &Path) -> Option<Mapping> {
    let path = line.splitn(6, ' ').nth(5)?.trim_start();
    let mut fields = line.split(' ');
    let (start, end) = fields.next()?.split_once('-')?;
    let hexadecimal = |text: &str| u64::from_str_radix(text, 16).ok();
    (Path::new(path) == program).then_some(Mapping {
        start: hexadecimal(start)?,
        end: hexadecimal(end)?,
        file_offset: hexadecimal(fields.nth(1)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_maps_is_a_mapping_of_its_file() {
        let line =
            "55d0c000-55d0d000 r--p 00001000 08:01 1234                 /opt/my app (deleted)";
        let expect = Mapping {
            start: 0x55d0_c000,
            end: 0x55d0_d000,
            file_offset: 0x1000,
        };
        assert_eq!(
            mapping(line, Path::new("/opt/my app (deleted)")),
            Some(expect)
        );
        assert_eq!(mapping(line, Path::new("/opt/my")), None);
        assert_eq!(
            mapping("7ffd-7fff rw-p 0 00:00 0", Path::new("/opt/my")),
            None
        );
    }
}
