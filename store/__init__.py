"""How what we keep is kept: the connection to MongoDB, encryption, change stream, audit log, the private mongod."""
