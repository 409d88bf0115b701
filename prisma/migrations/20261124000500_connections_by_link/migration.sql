-- A connection that somebody with a set-up link made: of nobody who holds a role here, so nobody with a role comes in by
-- it for the first time before an Owner lets it vouch. Whoever made the link could otherwise use it and name an Admin.
ALTER TABLE sso_connections ADD COLUMN from_setup_link boolean NOT NULL DEFAULT false;
