//! The table's header, by layout.

use image::{Image, Kind};

use super::Pclntab;

/// The four layouts. Go 1.26 stopped writing the text start and 1.27 changed other tables; the magic
/// and the fields read here stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Go 1.2 to 1.15.
    Go12,
    /// Go 1.16 and 1.17: the header gains table offsets.
    Go116,
    /// Go 1.18 and 1.19: entries become offsets from the start of the text.
    Go118,
    /// Go 1.20 and newer: as 1.18, generated names have a colon.
    Go120,
}

impl Layout {
    /// Newest first: a changed magic is most often a recent toolchain's.
    pub(crate) const ALL: [Self; 4] = [Self::Go120, Self::Go118, Self::Go116, Self::Go12];

    /// The layout that a magic announces.
    pub(crate) const fn of_magic(magic: u32) -> Option<Self> {
        match magic {
            0xffff_fffb => Some(Self::Go12),
            0xffff_fffa => Some(Self::Go116),
            0xffff_fff0 => Some(Self::Go118),
            0xffff_fff1 => Some(Self::Go120),
            _ => None,
        }
    }

    /// The first Go release that wrote it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Go12 => "1.2",
            Self::Go116 => "1.16",
            Self::Go118 => "1.18",
            Self::Go120 => "1.20",
        }
    }

    /// The releases that wrote it, for a version that nothing else tells.
    pub(crate) const fn releases(self) -> &'static str {
        match self {
            Self::Go12 => "go1.2 to go1.15",
            Self::Go116 => "go1.16 or go1.17",
            Self::Go118 => "go1.18 or go1.19",
            Self::Go120 => "go1.20 or newer",
        }
    }

    /// Bytes of one field of the function index.
    pub(super) const fn index_field(self, pointer_size: u8) -> u8 {
        match self {
            Self::Go12 | Self::Go116 => pointer_size,
            Self::Go118 | Self::Go120 => 4,
        }
    }

    /// Bytes of the entry that starts a function record.
    pub(super) const fn entry_field(self, pointer_size: u8) -> u8 {
        self.index_field(pointer_size)
    }

    const fn has_text_start(self) -> bool {
        matches!(self, Self::Go118 | Self::Go120)
    }
}

/// Bytes of the longest header: 8, and eight words.
const LONGEST: usize = 72;

/// The header in `data`, read as `layout`; `None` unless every field is plausible.
///
/// `data` starts at the magic and ends where the section or segment does.
pub(super) fn parse<'d>(
    image: &Image<'d>,
    data: &'d [u8],
    address: u64,
    layout: Layout,
    found_by: &'static str,
) -> Option<Pclntab<'d>> {
    // Whatever stands in the table has an address, which is not checked again.
    address.checked_add(u64::try_from(data.len().max(LONGEST)).ok()?)?;
    let magic = u32::try_from(image.uint(data, 4)?).ok()?;
    let [0, 0, quantum, pointer_size] = *data.get(4..8)? else {
        return None;
    };
    if !matches!(quantum, 1 | 2 | 4) || !matches!(pointer_size, 4 | 8) {
        return None;
    }
    let empty = Pclntab {
        address,
        offset: image.offset_of(address).unwrap_or(0),
        found_by,
        magic,
        layout,
        pointer_size,
        functions: 0,
        text_start: None,
        little_endian: image.little_endian,
        data,
        names: &[],
        units: &[],
        files: &[],
        records: &[],
        records_offset: 0,
    };
    let table = match layout {
        Layout::Go12 => parse_oldest(empty),
        _ => parse_offsets(image, empty),
    }?;
    plausible(&table).then_some(table)
}

fn parse_oldest(mut table: Pclntab<'_>) -> Option<Pclntab<'_>> {
    let pointer = table.pointer_size;
    table.functions = table.uint_at(table.data, 8, pointer)?;
    table.names = table.data;
    let start = 8 + usize::from(pointer);
    table.records = table.data.get(start..)?;
    table.records_offset = u64::try_from(start).ok()?;
    Some(table)
}

fn parse_offsets<'d>(image: &Image<'d>, mut table: Pclntab<'d>) -> Option<Pclntab<'d>> {
    let pointer = table.pointer_size;
    let word = |index: usize| table.uint_at(table.data, 8 + index * usize::from(pointer), pointer);
    let functions = word(0)?;
    let first = if table.layout.has_text_start() { 3 } else { 2 };
    let text_start = table.layout.has_text_start().then(|| {
        let at = table.address + 8 + 2 * u64::from(pointer);
        // A program at a fixed address stores it as it is; zero then needs no search for a relocation.
        let start = if image.kind == Kind::Executable {
            image.stored_pointer_at(at)
        } else {
            image.pointer_at(at)
        };
        start.filter(|start| *start != 0)
    });
    let text_start = text_start.flatten();
    let offset = |index: usize| usize::try_from(word(first + index)?).ok();
    let (names, units, files, pcs, records) =
        (offset(0)?, offset(1)?, offset(2)?, offset(3)?, offset(4)?);
    if !(names < units && units <= files && files <= pcs && pcs <= records) {
        return None;
    }
    table.names = table.data.get(names..units)?;
    table.units = table.data.get(units..files)?;
    table.files = table.data.get(files..pcs)?;
    table.records = table.data.get(records..)?;
    table.records_offset = u64::try_from(records).ok()?;
    table.functions = functions;
    table.text_start = text_start;
    Some(table)
}

/// Whether the counts fit the bytes and the first, a middle and the last function can be read and are
/// named.
fn plausible(table: &Pclntab<'_>) -> bool {
    let per_function = 2 * u64::from(table.layout.index_field(table.pointer_size));
    let room = u64::try_from(table.records.len()).unwrap_or(0) / per_function;
    if table.functions == 0 || table.functions > room {
        return false;
    }
    let last = table.functions - 1;
    let readable = |index: u64| {
        let function = table.function(index)?;
        let name = table.name(function.name_offset)?;
        (!name.is_empty()).then_some(function.entry)
    };
    match (readable(0), readable(last / 2), readable(last)) {
        (Some(first), Some(middle), Some(end)) => first <= middle && middle <= end,
        _ => false,
    }
}
