//! The progress bar of a bulk run; silent where nobody watches.

use std::fmt;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::number::grouped;
use crate::bulk::{Tally, Watch};

/// Shows how far a bulk run is, on standard error.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for so many rows; without `visible` nothing is ever written.
    pub fn new(rows: u64, visible: bool) -> Self {
        let target = if visible {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(rows), target);
        let style = ProgressStyle::with_template(
            "  {bar:32} {human_pos}/{human_len}  {rate}  {msg}  {eta} left",
        );
        // The template is a constant; the plain bar is good enough if a library refuses it.
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", write_rate));
        Self { bar }
    }

    /// Takes the bar off the screen.
    pub fn clear(self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn progressed(&mut self, tally: &Tally) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(tally.rows());
        if tally.rejected > 0 {
            self.bar
                .set_message(format!("{} rejected", grouped(tally.rejected)));
        }
    }
}

/// People a second, without the decimals that nobody reads.
fn write_rate(state: &ProgressState, to: &mut dyn fmt::Write) {
    // A bar that cannot be drawn is no reason to end a run.
    write!(to, "{:.0}/s", state.per_sec()).unwrap_or_default();
}
