//! Everything that is state in one document, to be put into the same server or another one.
//!
//! Not in it: the journal, which is a record and no state, and the configuration, which belongs to whoever starts a
//! server. Ids of flows and exchanges count on from those of the snapshot, so that none names two things.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    MockProvider,
    app::App,
    clock::ClockReading,
    config::read_json,
    faults::Armed,
    keys::{Keys, RingSnapshot},
    rng::{Rng, RngState},
    store::{Store, StoreSnapshot},
};

/// What this program writes and reads.
const VERSION: u64 = 1;

/// The state of a server at one moment.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Snapshot {
    /// The version of the format.
    version: u64,
    /// The program that wrote it.
    made_by: String,
    /// The state. Its inside follows the program that wrote it and may change with the version.
    #[schema(value_type = Object)]
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    clock: ClockReading,
    random: RngState,
    keys: Vec<RingSnapshot>,
    faults: Vec<Armed>,
    last_fault: u64,
    last_flow: u64,
    last_exchange: u64,
    store: StoreSnapshot,
}

/// A snapshot cannot be restored; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot cannot be restored: {problem}")]
pub struct RestoreError {
    problem: String,
}

impl Snapshot {
    /// Reads a document, of this version and of no other. `known` are keys to suggest.
    pub(crate) fn read(bytes: &[u8], known: impl IntoIterator<Item = &'static str>) -> Result<Self, String> {
        // The version first: in a document of another version anything may be different.
        let document: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("the snapshot is no JSON: {error}"))?;
        match document.get("version").and_then(Value::as_u64) {
            Some(VERSION) => read_json(bytes, known),
            Some(other) => Err(format!(
                "the snapshot has version {other}, and was made by {}; expected version {VERSION}, which mock-provider {} reads and writes",
                document
                    .get("made_by")
                    .and_then(Value::as_str)
                    .unwrap_or("an unknown program"),
                env!("CARGO_PKG_VERSION")
            )),
            None => Err(format!(
                "the document has no version and is no snapshot; expected version {VERSION}"
            )),
        }
    }
}

impl App {
    pub(crate) fn snapshot(&self) -> Snapshot {
        let store = self.store();
        let (faults, last_fault) = self.faults.snapshot();
        let (last_flow, last_exchange) = self.journal.counters();
        Snapshot {
            version: VERSION,
            made_by: format!("mock-provider {}", env!("CARGO_PKG_VERSION")),
            state: State {
                clock: self.clock.reading(),
                random: self.rng.state(),
                keys: self.keys.snapshot(),
                faults,
                last_fault,
                last_flow,
                last_exchange,
                store: store.snapshot(),
            },
        }
    }

    pub(crate) fn restore(&self, snapshot: Snapshot) -> Result<(), RestoreError> {
        let refused = |problem| RestoreError { problem };
        let state = snapshot.state;
        // Everything is read before anything is changed.
        let random = Rng::at(&state.random).map_err(refused)?;
        let rings = Keys::read(state.keys).map_err(|error| refused(error.to_string()))?;
        let restored = Store::restored(state.store).map_err(refused)?;
        let mut store = self.store();
        *store = restored;
        self.rng.follow(&random);
        self.keys.restore(rings);
        self.faults.restore(state.faults, state.last_fault);
        self.journal.count_from(state.last_flow, state.last_exchange);
        self.clock.restore(state.clock);
        Ok(())
    }
}

impl MockProvider {
    /// Writes down everything that is state: clients, personas, sessions, grants, codes, tokens, faults, clock, key
    /// rings, and where the random generator stands.
    ///
    /// ```
    /// # use mock_provider::{MockProvider, Provider, config::Client};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let provider = MockProvider::builder().port(0).start().await?;
    /// provider.put_client(Client::new(Provider::Google, "my-app"));
    /// let snapshot = provider.snapshot();
    /// let another = MockProvider::builder().port(0).start().await?;
    /// another.restore(snapshot)?;
    /// assert!(another.remove_client(Provider::Google, "my-app"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.app.snapshot()
    }

    /// Puts a snapshot in place of the present state. The clock goes to where it stood, even back.
    ///
    /// # Errors
    /// [`RestoreError`] for a snapshot that cannot be used; nothing was changed then.
    pub fn restore(&self, snapshot: Snapshot) -> Result<(), RestoreError> {
        self.app.restore(snapshot)
    }
}
