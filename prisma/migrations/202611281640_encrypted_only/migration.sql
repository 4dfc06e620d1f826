-- Whether terminals of an environment have to be encrypted by a KMS key; what an agent says without one is then not taken.
ALTER TABLE environments ADD COLUMN encrypted_only boolean NOT NULL DEFAULT false;
