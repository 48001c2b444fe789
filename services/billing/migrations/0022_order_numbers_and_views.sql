-- The customer's order number of a ticket: the latest counts, every one stays.
create table billing.order_numbers (
  tenant_id uuid not null,
  customer_id uuid not null,
  ticket_id uuid not null,
  version int not null,
  order_number text not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint order_numbers_pk primary key (tenant_id, customer_id, ticket_id, version)
);
call billing.protect('order_numbers');
call billing.append_only('order_numbers');
grant select, insert on billing.order_numbers to kontor_billing;

-- B3a: what was shown under an etag, so that the difference can be told when the draft changed since. Kept for two
-- months. `shown` is an encoded kontor.billing.v1.Draft.
create table billing.draft_views (
  tenant_id uuid not null,
  draft_id uuid not null,
  etag text not null,
  shown bytea not null,
  at timestamptz not null,
  constraint draft_views_pk primary key (tenant_id, draft_id, etag)
);
call billing.protect('draft_views');
grant select, insert, delete on billing.draft_views to kontor_billing;
