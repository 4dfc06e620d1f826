-- Refusals that anybody can bring about as often as they like: the first of a window becomes an audit event at once, the rest are counted
-- here and become one more event when the window is over.

CREATE TABLE refusal_windows (
  door text NOT NULL,
  why text NOT NULL,
  -- A person's id, a network, or "others" once too many networks came.
  who text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  person_id uuid,
  address text,
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (door, why, who, started_at)
);
CREATE INDEX refusal_windows_started_at_idx ON refusal_windows (started_at);
