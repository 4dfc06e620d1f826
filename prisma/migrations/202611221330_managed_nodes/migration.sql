-- Machines that Systems Manager manages are targets as well: each found node, and each way into one that the environments file names.
ALTER TYPE target_kind ADD VALUE 'node';

ALTER TABLE environments ADD COLUMN nodes jsonb
  CHECK (nodes IS NULL OR (jsonb_typeof(nodes->'tags') = 'object' AND jsonb_typeof(nodes->'document') = 'string'));

-- What policies call a target: the name the file gives it, or the node's id, which nobody on the machine can choose.
ALTER TABLE targets ADD COLUMN key text;
UPDATE targets SET key = name;
ALTER TABLE targets ALTER COLUMN key SET NOT NULL,
  ADD CHECK (key ~ '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$'),
  ADD UNIQUE (environment_id, key),
  DROP CONSTRAINT targets_environment_id_name_key,
  DROP CONSTRAINT targets_name_check,
  ADD CHECK (length(name) BETWEEN 1 AND 64 AND name !~ '[[:cntrl:]]'),
  ADD COLUMN node_id text CHECK (node_id ~ '^m?i-[0-9a-f]{8,17}$'),
  ADD COLUMN document text,
  ADD COLUMN parameters jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(parameters) = 'object'),
  ADD COLUMN discovered boolean NOT NULL DEFAULT false,
  -- Compared as text: a value just added to an enumeration may not be used in the transaction that adds it.
  ADD CHECK ((kind::text = 'node') = (node_id IS NOT NULL)),
  ADD CHECK ((node_id IS NOT NULL) = (document IS NOT NULL)),
  ADD CHECK (NOT discovered OR key = node_id);

-- What Systems Manager last said of each node.
CREATE TABLE managed_nodes (
  id uuid PRIMARY KEY,
  environment_id uuid NOT NULL REFERENCES environments,
  node_id text NOT NULL CHECK (node_id ~ '^m?i-[0-9a-f]{8,17}$'),
  name text NOT NULL,
  platform text NOT NULL,
  ping text NOT NULL CHECK (ping IN ('online', 'connectionLost', 'inactive')),
  last_ping_at timestamptz(3),
  agent_version text NOT NULL,
  ip_address text NOT NULL,
  tags jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  UNIQUE (environment_id, node_id)
);
CREATE TRIGGER managed_nodes_nudge AFTER INSERT OR UPDATE OF ping ON managed_nodes FOR EACH ROW EXECUTE FUNCTION nudge();
