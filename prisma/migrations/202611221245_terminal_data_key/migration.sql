-- The data key of a terminal whose session is encrypted, as KMS encrypted it, and what it is bound to: with it a bridge that takes the
-- terminal over asks KMS for the key again, instead of going on without. The key in clear is never written.
ALTER TABLE terminals ADD COLUMN data_key jsonb
  CHECK (data_key IS NULL OR (data_key ? 'keyId' AND data_key ? 'encryptionContext' AND data_key ? 'ciphertext'));
