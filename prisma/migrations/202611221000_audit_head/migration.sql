-- The end of the audit chain, kept beside it: without this, rows cut off the end would leave a chain that looks whole.
--   PS006 an audit event that does not follow the last one

CREATE TABLE audit_head (
  id integer PRIMARY KEY CHECK (id = 1),
  sequence bigint NOT NULL CHECK (sequence >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
INSERT INTO audit_head (id, sequence, hash)
  SELECT 1, coalesce(max(sequence), 0),
    coalesce((SELECT hash FROM audit_events ORDER BY sequence DESC LIMIT 1), decode(repeat('00', 32), 'hex'))
  FROM audit_events;

CREATE FUNCTION follow_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE audit_head SET sequence = NEW.sequence, hash = NEW.hash
    WHERE sequence = NEW.sequence - 1 AND hash = NEW.previous_hash;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'audit event % does not follow the last one', NEW.sequence USING ERRCODE = 'PS006';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_events_follow BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION follow_audit_chain();

CREATE FUNCTION refuse_audit_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence <> OLD.sequence + 1 THEN
    RAISE EXCEPTION 'the audit chain only grows' USING ERRCODE = 'PS003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_audit_rewind();
CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_head_kept_whole BEFORE TRUNCATE ON audit_head EXECUTE FUNCTION refuse_change();
