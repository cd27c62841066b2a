//! Reading long lists a page at a time, by cursor.

use std::num::NonZeroU32;

/// How many items a page has at most: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit(NonZeroU32);

/// A number that cannot be the limit of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a page has 1 to 500 items, not {asked}")]
pub struct InvalidPageLimit {
    asked: u32,
}

impl InvalidPageLimit {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/invalid-page-limit"
    }
}

impl PageLimit {
    /// The most items of a page.
    pub const MAX: u32 = 500;

    /// Reads a limit.
    ///
    /// # Errors
    /// [`InvalidPageLimit`] if it is 0 or more than [`PageLimit::MAX`].
    pub const fn parse(asked: u32) -> Result<Self, InvalidPageLimit> {
        match NonZeroU32::new(asked) {
            Some(limit) if asked <= Self::MAX => Ok(Self(limit)),
            _ => Err(InvalidPageLimit { asked }),
        }
    }

    /// The number.
    pub const fn as_u32(self) -> u32 {
        self.0.get()
    }
}

impl Default for PageLimit {
    /// 50 items.
    fn default() -> Self {
        const FIFTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(49);
        Self(FIFTY)
    }
}

/// Which page to read: what comes after the cursor, at most so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest<C> {
    /// The `next` of the page before; `None` for the first page.
    pub after: Option<C>,
    /// How many items at most.
    pub limit: PageLimit,
}

impl<C> Default for PageRequest<C> {
    /// The first page, with 50 items at most.
    fn default() -> Self {
        Self {
            after: None,
            limit: PageLimit::default(),
        }
    }
}

/// One page of a list that is ordered by its cursor. What is added or removed between two pages
/// never doubles or hides another item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<C>,
}
