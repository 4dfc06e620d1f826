-- Tables, then the second lock: what the rules refuse, the database refuses too, each with its own SQLSTATE.
--   PS001 one may not decide on one's own request      PS002 illegal move between states
--   PS003 a record that may never change or vanish     PS004 approved without the approvals it needs
--   PS005 a terminal outside its grant

CREATE TYPE environment_kind AS ENUM ('production', 'staging', 'development', 'site', 'other');
CREATE TYPE bastion_sharing AS ENUM ('shared', 'perPerson');
CREATE TYPE target_kind AS ENUM ('bastion', 'host', 'database');
CREATE TYPE request_status AS ENUM ('pending', 'approved', 'denied', 'withdrawn', 'lapsed');
CREATE TYPE decision_kind AS ENUM ('approved', 'denied');
CREATE TYPE grant_status AS ENUM ('active', 'expired', 'revoked');
CREATE TYPE bastion_status AS ENUM ('launching', 'running', 'draining', 'stopping', 'stopped', 'failed');
CREATE TYPE terminal_status AS ENUM ('opening', 'live', 'ended');
CREATE TYPE ticket_purpose AS ENUM ('operate', 'watch');

CREATE TABLE people (
  id uuid PRIMARY KEY,
  issuer text NOT NULL,
  subject text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text NOT NULL,
  groups text[] NOT NULL,
  groups_read_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  deactivated_at timestamptz(3),
  UNIQUE (issuer, subject)
);

CREATE TABLE sign_ins (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people,
  created_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  revoked_by_id uuid REFERENCES people,
  revoked_reason text,
  address text NOT NULL,
  user_agent text NOT NULL,
  CHECK (expires_at > created_at)
);
CREATE INDEX sign_ins_person_id_idx ON sign_ins (person_id);

CREATE TABLE environments (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  kind environment_kind NOT NULL,
  position integer NOT NULL,
  region text NOT NULL,
  account_id text NOT NULL,
  cluster text NOT NULL,
  task_definition text NOT NULL,
  container text NOT NULL,
  subnets text[] NOT NULL,
  security_groups text[] NOT NULL,
  assign_public_ip boolean NOT NULL,
  operator_role_arn text,
  sharing bastion_sharing NOT NULL,
  bastion_idle_minutes integer NOT NULL CHECK (bastion_idle_minutes BETWEEN 1 AND 1440),
  bastion_max_hours integer NOT NULL CHECK (bastion_max_hours BETWEEN 1 AND 168),
  terminal_idle_minutes integer NOT NULL CHECK (terminal_idle_minutes BETWEEN 1 AND 1440),
  terminal_max_minutes integer NOT NULL CHECK (terminal_max_minutes BETWEEN 1 AND 10080),
  terminal_grace_minutes integer NOT NULL CHECK (terminal_grace_minutes BETWEEN 0 AND 60),
  strict_recording boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  removed_at timestamptz(3)
);

CREATE TABLE targets (
  id uuid PRIMARY KEY,
  environment_id uuid NOT NULL REFERENCES environments,
  name text NOT NULL CHECK (name ~ '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$'),
  kind target_kind NOT NULL,
  address text NOT NULL,
  note text NOT NULL,
  command text NOT NULL,
  tags jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  removed_at timestamptz(3),
  UNIQUE (environment_id, name)
);

CREATE TABLE policy_versions (
  version integer PRIMARY KEY CHECK (version > 0),
  files jsonb NOT NULL,
  note text NOT NULL,
  author_id uuid REFERENCES people,
  created_at timestamptz(3) NOT NULL
);

CREATE TABLE access_requests (
  id uuid PRIMARY KEY,
  number serial NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people,
  target_id uuid NOT NULL REFERENCES targets,
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 2000),
  ticket text CHECK (length(ticket) <= 100),
  minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 43200),
  starts_at timestamptz(3),
  status request_status NOT NULL,
  approvals_needed integer NOT NULL CHECK (approvals_needed BETWEEN 0 AND 10),
  approver_groups text[] NOT NULL,
  policy_version integer NOT NULL REFERENCES policy_versions,
  policy_ids text[] NOT NULL,
  created_at timestamptz(3) NOT NULL,
  lapses_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3),
  CHECK (lapses_at > created_at),
  CHECK ((status = 'pending') = (settled_at IS NULL))
);
CREATE INDEX access_requests_status_lapses_at_idx ON access_requests (status, lapses_at);
CREATE INDEX access_requests_person_id_created_at_idx ON access_requests (person_id, created_at);
CREATE UNIQUE INDEX access_requests_one_pending ON access_requests (person_id, target_id) WHERE status = 'pending';

CREATE TABLE decisions (
  id uuid PRIMARY KEY,
  request_id uuid NOT NULL REFERENCES access_requests,
  person_id uuid NOT NULL REFERENCES people,
  kind decision_kind NOT NULL,
  minutes integer CHECK (minutes > 0),
  comment text CHECK (length(comment) <= 2000),
  for_groups text[] NOT NULL,
  created_at timestamptz(3) NOT NULL,
  UNIQUE (request_id, person_id),
  CHECK (kind <> 'denied' OR length(comment) > 0)
);

CREATE TABLE grants (
  id uuid PRIMARY KEY,
  request_id uuid NOT NULL UNIQUE REFERENCES access_requests,
  person_id uuid NOT NULL REFERENCES people,
  target_id uuid NOT NULL REFERENCES targets,
  status grant_status NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  revoked_by_id uuid REFERENCES people,
  revoked_reason text,
  CHECK (ends_at > starts_at),
  CHECK ((status = 'active') = (ended_at IS NULL)),
  CHECK ((status = 'revoked') = (revoked_reason IS NOT NULL))
);
CREATE INDEX grants_person_id_target_id_status_idx ON grants (person_id, target_id, status);
CREATE INDEX grants_status_ends_at_idx ON grants (status, ends_at);

CREATE TABLE bastions (
  id uuid PRIMARY KEY,
  number serial NOT NULL UNIQUE,
  environment_id uuid NOT NULL REFERENCES environments,
  person_id uuid REFERENCES people,
  status bastion_status NOT NULL,
  client_token text NOT NULL UNIQUE,
  task_arn text UNIQUE,
  runtime_id text,
  steps jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  ready_at timestamptz(3),
  last_used_at timestamptz(3) NOT NULL,
  stop_reason text,
  failure_code text,
  failure_text text,
  ended_at timestamptz(3),
  CHECK (status NOT IN ('running', 'draining') OR (task_arn IS NOT NULL AND runtime_id IS NOT NULL AND ready_at IS NOT NULL)),
  CHECK ((status IN ('stopped', 'failed')) = (ended_at IS NOT NULL))
);
CREATE INDEX bastions_status_idx ON bastions (status);
-- One usable bastion for each environment, or for each person in it where they have their own.
CREATE UNIQUE INDEX bastions_one_usable ON bastions
  (environment_id, coalesce(person_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE status IN ('launching', 'running');

CREATE TABLE bridge_instances (
  id uuid PRIMARY KEY,
  started_at timestamptz(3) NOT NULL,
  heartbeat_at timestamptz(3) NOT NULL,
  stopped_at timestamptz(3)
);

CREATE TABLE terminals (
  id uuid PRIMARY KEY,
  number serial NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people,
  sign_in_id uuid NOT NULL REFERENCES sign_ins,
  target_id uuid NOT NULL REFERENCES targets,
  environment_id uuid NOT NULL REFERENCES environments,
  grant_id uuid NOT NULL REFERENCES grants,
  bastion_id uuid REFERENCES bastions,
  bridge_id uuid REFERENCES bridge_instances,
  status terminal_status NOT NULL,
  cols integer NOT NULL CHECK (cols BETWEEN 1 AND 1000),
  rows integer NOT NULL CHECK (rows BETWEEN 1 AND 1000),
  created_at timestamptz(3) NOT NULL,
  opened_at timestamptz(3),
  ended_at timestamptz(3),
  end_requested_at timestamptz(3),
  end_reason text,
  end_note text CHECK (length(end_note) <= 2000),
  ended_by_id uuid REFERENCES people,
  agent_session_id text UNIQUE,
  stream_url text,
  input_reserved bigint NOT NULL DEFAULT 0,
  last_input_at timestamptz(3),
  detached_at timestamptz(3),
  output_bytes bigint NOT NULL DEFAULT 0,
  digest bytea,
  CHECK (status <> 'live' OR (agent_session_id IS NOT NULL AND opened_at IS NOT NULL)),
  CHECK ((status = 'ended') = (ended_at IS NOT NULL)),
  CHECK (status <> 'ended' OR end_reason IS NOT NULL)
);
CREATE INDEX terminals_status_idx ON terminals (status);
CREATE INDEX terminals_person_id_created_at_idx ON terminals (person_id, created_at);
CREATE INDEX terminals_grant_id_idx ON terminals (grant_id);
CREATE INDEX terminals_bridge_id_status_idx ON terminals (bridge_id, status);

CREATE TABLE terminal_tickets (
  hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  terminal_id uuid NOT NULL REFERENCES terminals,
  person_id uuid NOT NULL REFERENCES people,
  sign_in_id uuid NOT NULL REFERENCES sign_ins,
  purpose ticket_purpose NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  redeemed_at timestamptz(3),
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '30 seconds')
);
CREATE INDEX terminal_tickets_expires_at_idx ON terminal_tickets (expires_at);

CREATE TABLE watches (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminals,
  person_id uuid NOT NULL REFERENCES people,
  bridge_id uuid NOT NULL REFERENCES bridge_instances,
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE INDEX watches_terminal_id_idx ON watches (terminal_id);

CREATE TABLE recording_chunks (
  terminal_id uuid NOT NULL REFERENCES terminals,
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  start_offset bigint NOT NULL CHECK (start_offset >= 0),
  byte_length integer NOT NULL CHECK (byte_length >= 0),
  at timestamptz(3) NOT NULL,
  elapsed_ms integer NOT NULL CHECK (elapsed_ms >= 0),
  codec smallint NOT NULL CHECK (codec IN (0, 1)),
  bytes bytea NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  next_incoming bigint NOT NULL,
  acked_outgoing bigint NOT NULL,
  input_offset bigint NOT NULL,
  PRIMARY KEY (terminal_id, ordinal)
);
CREATE UNIQUE INDEX recording_chunks_terminal_id_start_offset_ordinal_key ON recording_chunks (terminal_id, start_offset, ordinal);
-- Recorded bytes are already compressed where that helps; a second attempt by TOAST only costs time.
ALTER TABLE recording_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE recording_markers (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminals,
  at timestamptz(3) NOT NULL,
  elapsed_ms integer NOT NULL CHECK (elapsed_ms >= 0),
  "offset" bigint NOT NULL CHECK ("offset" >= 0),
  kind text NOT NULL,
  fields jsonb NOT NULL
);
CREATE INDEX recording_markers_terminal_id_elapsed_ms_idx ON recording_markers (terminal_id, elapsed_ms);

CREATE TABLE audit_events (
  sequence bigint PRIMARY KEY CHECK (sequence > 0),
  at timestamptz(3) NOT NULL,
  name text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  address text,
  person_id uuid,
  request_id uuid,
  terminal_id uuid,
  target_id uuid,
  bastion_id uuid,
  environment_id uuid,
  fields jsonb NOT NULL,
  previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_events_name_sequence_idx ON audit_events (name, sequence);
CREATE INDEX audit_events_actor_id_sequence_idx ON audit_events (actor_id, sequence);
CREATE INDEX audit_events_request_id_idx ON audit_events (request_id);
CREATE INDEX audit_events_terminal_id_idx ON audit_events (terminal_id);
CREATE INDEX audit_events_target_id_sequence_idx ON audit_events (target_id, sequence);

CREATE TABLE rate_windows (
  key text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (key, started_at)
);

-- ---------------------------------------------------------------------------------------------------------------
-- Second lock: moves between states

CREATE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  allowed text[] := TG_ARGV;
BEGIN
  IF NEW.status IS DISTINCT FROM OLD.status AND NOT (OLD.status::text || '>' || NEW.status::text) = ANY (allowed) THEN
    RAISE EXCEPTION '% may not go from % to %', TG_TABLE_NAME, OLD.status, NEW.status USING ERRCODE = 'PS002';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER access_requests_moves BEFORE UPDATE ON access_requests FOR EACH ROW EXECUTE FUNCTION
  refuse_illegal_move('pending>approved', 'pending>denied', 'pending>withdrawn', 'pending>lapsed');
CREATE TRIGGER grants_moves BEFORE UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION
  refuse_illegal_move('active>expired', 'active>revoked');
CREATE TRIGGER bastions_moves BEFORE UPDATE ON bastions FOR EACH ROW EXECUTE FUNCTION
  refuse_illegal_move('launching>running', 'launching>stopping', 'launching>failed', 'running>draining', 'running>stopping',
    'draining>stopping', 'running>stopped', 'draining>stopped', 'stopping>stopped');
CREATE TRIGGER terminals_moves BEFORE UPDATE ON terminals FOR EACH ROW EXECUTE FUNCTION
  refuse_illegal_move('opening>live', 'opening>ended', 'live>ended');

CREATE FUNCTION refuse_foreign_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.status::text = ANY (TG_ARGV) THEN
    RAISE EXCEPTION '% may not begin as %', TG_TABLE_NAME, NEW.status USING ERRCODE = 'PS002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_requests_start BEFORE INSERT ON access_requests FOR EACH ROW EXECUTE FUNCTION refuse_foreign_start('pending');
CREATE TRIGGER grants_start BEFORE INSERT ON grants FOR EACH ROW EXECUTE FUNCTION refuse_foreign_start('active');
CREATE TRIGGER bastions_start BEFORE INSERT ON bastions FOR EACH ROW EXECUTE FUNCTION refuse_foreign_start('launching');
CREATE TRIGGER terminals_start BEFORE INSERT ON terminals FOR EACH ROW EXECUTE FUNCTION refuse_foreign_start('opening');

CREATE FUNCTION refuse_own_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM access_requests r WHERE r.id = NEW.request_id AND r.person_id = NEW.person_id) THEN
    RAISE EXCEPTION 'one may not decide on one''s own request' USING ERRCODE = 'PS001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decisions_not_own BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_own_decision();

CREATE FUNCTION refuse_unapproved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'approved' AND OLD.status <> 'approved' AND
     (SELECT count(*) FROM decisions d WHERE d.request_id = NEW.id AND d.kind = 'approved') < NEW.approvals_needed THEN
    RAISE EXCEPTION 'request % lacks approvals', NEW.number USING ERRCODE = 'PS004';
  END IF;
  IF NEW.approvals_needed <> OLD.approvals_needed OR NEW.person_id <> OLD.person_id OR NEW.target_id <> OLD.target_id
     OR NEW.reason <> OLD.reason OR NEW.minutes <> OLD.minutes THEN
    RAISE EXCEPTION 'what was asked for may not change' USING ERRCODE = 'PS003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_requests_approved BEFORE UPDATE ON access_requests FOR EACH ROW EXECUTE FUNCTION refuse_unapproved();

CREATE FUNCTION refuse_grant_without_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM access_requests r WHERE r.id = NEW.request_id AND r.status = 'approved'
                 AND r.person_id = NEW.person_id AND r.target_id = NEW.target_id) THEN
    RAISE EXCEPTION 'a grant needs its approved request' USING ERRCODE = 'PS004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grants_approved BEFORE INSERT ON grants FOR EACH ROW EXECUTE FUNCTION refuse_grant_without_approval();

CREATE FUNCTION refuse_ungranted_terminal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM grants g WHERE g.id = NEW.grant_id AND g.status = 'active' AND g.person_id = NEW.person_id
                 AND g.target_id = NEW.target_id AND NEW.created_at >= g.starts_at AND NEW.created_at < g.ends_at) THEN
    RAISE EXCEPTION 'a terminal needs a grant that is open now' USING ERRCODE = 'PS005';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER terminals_granted BEFORE INSERT ON terminals FOR EACH ROW EXECUTE FUNCTION refuse_ungranted_terminal();

-- Second lock: records that never change

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'PS003';
END $$;
CREATE TRIGGER audit_events_kept BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_kept_whole BEFORE TRUNCATE ON audit_events EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_kept BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recording_chunks_kept BEFORE UPDATE OR DELETE ON recording_chunks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recording_chunks_kept_whole BEFORE TRUNCATE ON recording_chunks EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recording_markers_kept BEFORE UPDATE OR DELETE ON recording_markers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recording_markers_kept_whole BEFORE TRUNCATE ON recording_markers EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_versions_kept BEFORE UPDATE OR DELETE ON policy_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_requests_kept BEFORE DELETE ON access_requests FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER grants_kept BEFORE DELETE ON grants FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER terminals_kept BEFORE DELETE ON terminals FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Nudges. Polling stays the truth; a payload carries ids only, and each door decides who may hear of it.

CREATE FUNCTION nudge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('postern_changes', json_build_object('table', TG_TABLE_NAME, 'id', NEW.id)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER access_requests_nudge AFTER INSERT OR UPDATE ON access_requests FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER decisions_nudge AFTER INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER grants_nudge AFTER INSERT OR UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER bastions_nudge AFTER INSERT OR UPDATE ON bastions FOR EACH ROW EXECUTE FUNCTION nudge();
-- Not on every column: input_reserved and last_input_at move with the typing and interest nobody else.
CREATE TRIGGER terminals_nudge AFTER INSERT OR UPDATE OF status, end_requested_at, detached_at, bastion_id, bridge_id ON terminals
  FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER watches_nudge AFTER INSERT OR UPDATE ON watches FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER sign_ins_nudge AFTER UPDATE OF revoked_at ON sign_ins FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER environments_nudge AFTER INSERT OR UPDATE ON environments FOR EACH ROW EXECUTE FUNCTION nudge();
CREATE TRIGGER targets_nudge AFTER INSERT OR UPDATE ON targets FOR EACH ROW EXECUTE FUNCTION nudge();
