"""The Mutation fields, one file each, with what each takes and answers."""
