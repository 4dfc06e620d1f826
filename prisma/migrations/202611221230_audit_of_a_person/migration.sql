-- "Every event of this person" asks for what they did and what was about them; the first has had its index from the beginning.
CREATE INDEX audit_events_person_id_sequence_idx ON audit_events (person_id, sequence);
