-- What the hearer of the tests notes of each event, in the order it was applied.
create table hearer.effects (
  id bigint generated always as identity constraint effects_pk primary key,
  tenant_id uuid not null,
  aggregate_id uuid not null,
  version bigint not null,
  event_id uuid not null
);
call hearer.protect('effects');
grant select, insert on hearer.effects to kontor_hearer;
