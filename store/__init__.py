"""The store: connection to MongoDB, encryption, change stream, audit log, outbox, private mongod."""

from store import driver_locks

driver_locks.mend()
