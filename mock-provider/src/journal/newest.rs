//! Looking at the journal from its end, without copying all of it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Exchange, Filter, Journal};

impl Journal {
    /// At most so many exchanges that match, newest first, with ids below `before`.
    pub(crate) fn newest(&self, filter: &Filter, before: Option<u64>, most: usize) -> Vec<Arc<Exchange>> {
        self.lock()
            .exchanges
            .iter()
            .rev()
            .map(|told| &told.what)
            .filter(|exchange| before.is_none_or(|before| exchange.id < before))
            .filter(|exchange| filter.matches_exchange(exchange))
            .take(most)
            .map(Arc::clone)
            .collect()
    }

    /// The faults that fired in each flow, by the flow's id.
    pub(crate) fn faults_by_flow(&self) -> BTreeMap<u64, String> {
        let mut found: BTreeMap<u64, String> = BTreeMap::new();
        for told in &self.lock().exchanges {
            if let (Some(flow), Some(fault)) = (told.what.flow, &told.what.fault) {
                let names = found.entry(flow).or_default();
                if !names.is_empty() {
                    names.push_str(", ");
                }
                names.push_str(fault);
            }
        }
        found
    }
}
