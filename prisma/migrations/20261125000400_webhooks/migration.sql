-- Webhooks: who is told, what there is to tell, and how each attempt went.

CREATE TABLE webhook_endpoints (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
  description text NOT NULL CHECK (length(description) <= 200),
  event_types text[] NOT NULL CHECK (cardinality(event_types) >= 1),
  -- disabled: nothing is kept for it. paused: what happens meanwhile waits.
  state text NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'paused', 'disabled')),
  stopped_because text CHECK (stopped_because IN ('person', 'gone', 'failing')),
  -- Wrapped by the key-encryption key. The previous one signs too until its time is over.
  kek_id text NOT NULL,
  secret_number integer NOT NULL DEFAULT 1,
  secret_wrapped bytea NOT NULL,
  previous_wrapped bytea,
  previous_until timestamptz(6),
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  -- Since when no attempt has succeeded; null while the last one did.
  failing_since timestamptz(6),
  last_delivered_at timestamptz(6),
  -- Batches in a row in which nothing succeeded, and until when the endpoint is left alone for it.
  barren integer NOT NULL DEFAULT 0,
  rests_until timestamptz(6),
  -- When the next run is due that is queued already, and when that was noted.
  wake_at timestamptz(6),
  wake_noted_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by),
  CHECK ((state = 'enabled') = (stopped_because IS NULL)),
  CHECK ((previous_wrapped IS NULL) = (previous_until IS NULL))
);

-- What a transaction has changed, as it told it; gone once it is laid out as messages. `position` is taken with the
-- rows of the change held, so two changes that depend on each other have it in their order.
CREATE SEQUENCE webhook_change_position;
CREATE TABLE webhook_changes (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  position bigint NOT NULL DEFAULT nextval('webhook_change_position'),
  changes jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX webhook_changes_position_key ON webhook_changes (tenant_id, position);

-- The number of the last message about a person or a group.
CREATE TABLE webhook_sequences (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  subject_id uuid NOT NULL,
  sequence bigint NOT NULL,
  -- The person or group is deleted.
  ended_at timestamptz(6),
  PRIMARY KEY (tenant_id, subject_id)
);

-- Personal data: removed after 30 days, deliveries and attempts with it.
CREATE TABLE webhook_messages (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  type text NOT NULL,
  subject_id uuid NOT NULL,
  sequence bigint NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_messages_age_idx ON webhook_messages (tenant_id, created_at);

CREATE SEQUENCE webhook_delivery_position;
CREATE TABLE webhook_deliveries (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  message_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  position bigint NOT NULL DEFAULT nextval('webhook_delivery_position'),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  -- Since the first, or since the last replay.
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(6) NOT NULL,
  claimed_until timestamptz(6),
  claim uuid,
  replays integer NOT NULL DEFAULT 0,
  created_at timestamptz(6) NOT NULL,
  finished_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, message_id) REFERENCES webhook_messages (tenant_id, id) ON DELETE CASCADE,
  CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (tenant_id, endpoint_id, next_attempt_at, position)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_order_idx ON webhook_deliveries (tenant_id, endpoint_id, subject_id, position)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_log_idx ON webhook_deliveries (tenant_id, endpoint_id, position DESC);
CREATE INDEX webhook_deliveries_dead_idx ON webhook_deliveries (tenant_id, endpoint_id, position DESC)
  WHERE state = 'dead';
CREATE INDEX webhook_deliveries_message_idx ON webhook_deliveries (tenant_id, message_id);

CREATE TABLE webhook_attempts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  started_at timestamptz(6) NOT NULL,
  duration_ms integer NOT NULL,
  -- The status answered; null where there was no answer, and then why.
  status integer,
  failure text,
  excerpt text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id) ON DELETE CASCADE,
  CHECK ((status IS NULL) = (failure IS NOT NULL))
);
CREATE INDEX webhook_attempts_delivery_idx ON webhook_attempts (tenant_id, delivery_id, started_at DESC);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['webhook_endpoints', 'webhook_changes', 'webhook_sequences', 'webhook_messages',
    'webhook_deliveries', 'webhook_attempts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT USAGE ON SEQUENCE webhook_change_position, webhook_delivery_position TO gatehouse_app;

-- A side effect that is to happen later than now.
ALTER TABLE outbox ADD COLUMN not_before timestamptz(6);
GRANT SELECT (not_before) ON outbox TO gatehouse_system;

-- What the built-in roles gain.
ALTER TABLE roles NO FORCE ROW LEVEL SECURITY;
UPDATE roles SET permissions = permissions || ARRAY['webhook:read', 'webhook:manage', 'webhook:reveal']
  WHERE built_in AND key IN ('owner', 'admin');
UPDATE roles SET permissions = permissions || ARRAY['webhook:read'] WHERE built_in AND key = 'auditor';
ALTER TABLE roles FORCE ROW LEVEL SECURITY;
