"""The store: connection to MongoDB, encryption, change stream, audit log, outbox, private mongod."""
