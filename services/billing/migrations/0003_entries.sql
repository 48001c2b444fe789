-- Time entries as they were told, the spans they were cut into when they were rated, and what became of them.
-- `saved` is an encoded kontor.timetracking.v1.TimeEntrySaved, `spans` a kontor.contract.v1.ResolveTermsResponse,
-- `rated` a kontor.billing.v1.RatedEntry.
create table billing.entries (
  tenant_id uuid not null,
  id uuid not null,
  version int not null,
  customer_id uuid not null,
  ticket_id uuid not null,
  service_date date not null,
  saved bytea not null,
  spans bytea not null,
  rated bytea,
  undecided boolean not null default false,
  event_version bigint not null default 0,
  constraint entries_pk primary key (tenant_id, id)
);
create index entries_by_customer on billing.entries (tenant_id, customer_id, service_date);
call billing.protect('entries');
grant select, insert, update on billing.entries to kontor_billing;
