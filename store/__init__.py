"""The store: connection to MongoDB, encryption, change stream, audit log, outbox, private mongod."""

from store import driver_locks, driver_receiving

driver_locks.mend()
driver_receiving.mend()
