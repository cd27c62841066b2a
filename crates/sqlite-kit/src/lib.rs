//! What every SQLite adapter needs: one writer with group commit, durability read back, migrations, outbox and receipts.
