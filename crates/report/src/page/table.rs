//! Tables: columns as wide as their cells, the last one wrapped.

use crate::Palette;
use crate::human::wrap::wrap;

/// Columns between two cells.
const GAP: usize = 2;

/// The rows of a table, the head first.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a cell to the row that is open.
    pub(super) fn cell(&mut self, text: String) {
        if let Some(row) = self.rows.last_mut() {
            row.push(text);
        }
    }

    /// The table in lines.
    pub(super) fn lines(&self, width: usize, palette: Palette) -> Vec<String> {
        let widths = self.widths();
        let fixed = widths.split_last().map_or(0, |(_, fixed)| {
            fixed.iter().map(|width| width + GAP).sum::<usize>()
        });
        let room = width.saturating_sub(fixed).max(16);
        let mut lines = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            for line in row_lines(row, &widths, fixed, room) {
                lines.push(if at == 0 { palette.faint(&line) } else { line });
            }
        }
        lines
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                let length = cell.chars().count();
                match widths.get_mut(at) {
                    Some(width) => *width = (*width).max(length),
                    None => widths.push(length),
                }
            }
        }
        widths
    }
}

fn row_lines(row: &[String], widths: &[usize], fixed: usize, room: usize) -> Vec<String> {
    let Some((last, cells)) = row.split_last() else {
        return Vec::new();
    };
    let padded = cells.iter().zip(widths);
    let start: String = padded
        .map(|(cell, width)| format!("{cell:width$}{:GAP$}", ""))
        .collect();
    let wrapped = wrap(last, room).into_iter().enumerate();
    wrapped
        .map(|(at, line)| match at {
            0 => format!("{start}{line}").trim_end().to_owned(),
            _ => format!("{:fixed$}{line}", ""),
        })
        .collect()
}
