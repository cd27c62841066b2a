//! Where a record lies in the file: one number for the log and the place in it.

use audit_logger::{LogId, Seq};

/// Bits for the place in a log: a million million records. 23 bits remain for the log's number.
const SEQ_BITS: u32 = 40;

const SEQ_MAX: i64 = (1 << SEQ_BITS) - 1;

/// The number of a log in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogNo(pub(crate) i64);

impl LogNo {
    /// The place of the record at `seq`, if the file can number it.
    pub(crate) fn place(self, seq: Seq) -> Option<i64> {
        let seq = i64::try_from(seq.as_u64())
            .ok()
            .filter(|seq| *seq <= SEQ_MAX)?;
        let base = self.0.checked_mul(1 << SEQ_BITS)?;
        base.checked_add(seq)
    }

    /// The first place at or after `seq`, or the end of the log if that is beyond all places.
    pub(crate) fn from(self, seq: Seq) -> i64 {
        self.place(seq).unwrap_or_else(|| self.end())
    }

    /// The first place that belongs to the next log.
    pub(crate) fn end(self) -> i64 {
        self.0.saturating_add(1).saturating_mul(1 << SEQ_BITS)
    }
}

/// The log that a place belongs to.
pub(crate) fn log_of(place: i64) -> LogNo {
    LogNo(place >> SEQ_BITS)
}

/// The place in its log.
pub(crate) fn seq_of(place: i64) -> Seq {
    Seq::new((place & SEQ_MAX).unsigned_abs())
}

/// The name of a log as the file stores it.
pub(crate) fn tenant_bytes(log: LogId) -> Vec<u8> {
    match log {
        LogId::Platform => Vec::new(),
        LogId::Tenant(tenant) => tenant.as_uuid().as_bytes().to_vec(),
    }
}
