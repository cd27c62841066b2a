//! Durable processes as data: steps with undo, waits, retries and resume after a crash at any instruction.
