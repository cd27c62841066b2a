//! How far each listener has read each feed.

use async_trait::async_trait;
use identity_operations::contracts::{ContractFailure, EventCursorRepository, Feed};
use sqlite_kit::rusqlite::{OptionalExtension as _, params};

use crate::store::OperationsStore;

#[async_trait]
impl EventCursorRepository for OperationsStore {
    async fn load(&self, listener: &'static str, feed: Feed) -> Result<u64, ContractFailure> {
        let position = self
            .read(move |connection| {
                connection
                    .prepare_cached(
                        "SELECT position FROM event_cursor WHERE listener = ?1 AND feed = ?2",
                    )?
                    .query_row(params![listener, feed.as_str()], |row| row.get::<_, u64>(0))
                    .optional()
            })
            .await?;
        Ok(position.unwrap_or(0))
    }

    async fn advance(
        &self,
        listener: &'static str,
        moves: &[(Feed, u64)],
    ) -> Result<(), ContractFailure> {
        let moves = moves.to_vec();
        self.write(move |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO event_cursor (listener, feed, position) VALUES (?1, ?2, ?3)
                     ON CONFLICT (listener, feed)
                     DO UPDATE SET position = max(position, excluded.position)",
            )?;
            for (feed, position) in moves {
                statement.execute(params![listener, feed.as_str(), position])?;
            }
            Ok(())
        })
        .await
    }
}
