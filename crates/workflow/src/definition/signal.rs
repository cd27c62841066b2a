//! What the world tells a waiting process.

use serde::{Serialize, de::DeserializeOwned};

/// A message to one instance, waited for by `flow.wait::<S>(..)`.
///
/// ```
/// use serde::{Deserialize, Serialize};
///
/// /// The carrier has collected the parcel.
/// #[derive(Serialize, Deserialize)]
/// struct ParcelCollected {
///     tracking: String,
/// }
///
/// impl workflow::Signal for ParcelCollected {
///     const NAME: &'static str = "parcel_collected";
/// }
/// ```
pub trait Signal: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The stored name. Stable for ever, and not derived from a type path.
    const NAME: &'static str;
}
