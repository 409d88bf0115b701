-- How often a door was tried, counted by all processes together. Keys are keyed hashes: no address, name or tenant is
-- kept in words. UNLOGGED: a count is worth minutes, costs no flush at commit, and may be gone after a crash.
CREATE UNLOGGED TABLE attempt_counts (
  key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  used integer NOT NULL CHECK (used > 0),
  ends_at timestamptz(6) NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX attempt_counts_ends_at ON attempt_counts (ends_at);

ALTER TABLE attempt_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt_counts FORCE ROW LEVEL SECURITY;
-- Before anybody is signed in there is no tenant to hold this to: gatehouse_system counts, and no other role sees it.
CREATE POLICY system_counts ON attempt_counts TO gatehouse_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt_counts TO gatehouse_system;
