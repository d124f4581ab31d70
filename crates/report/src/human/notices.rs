//! What a run says about itself.

use diagnostic::Notice;

use super::Palette;
use super::wrap;
use crate::escape;
use crate::format::View;

/// Every notice, a blank line before each.
pub(super) fn render(notices: &[Notice], view: &View) -> String {
    notices.iter().map(|notice| one(notice, view)).collect()
}

fn one(notice: &Notice, view: &View) -> String {
    let palette = Palette::new(view.color);
    let lines = wrap::hang("", 8, &escape(&notice.message), view.width).join("\n");
    let mut text = format!("\n{} {}\n", palette.notice("notice:"), lines.trim_start());
    if let Some(place) = &notice.place {
        let place = place.to_string();
        text.push_str(&format!("  {} {}\n", palette.guide("-->"), escape(&place)));
    }
    if let Some(help) = &notice.help {
        let lines = wrap::hang("", 6, &escape(help), view.width).join("\n");
        text.push_str(&format!(
            "{} {}\n",
            palette.guide("help:"),
            lines.trim_start()
        ));
    }
    text
}
