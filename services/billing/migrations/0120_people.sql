-- The people of the house by the name that is shown, as identity tells of them: service reports say who worked (N8).
create table billing.people (
  tenant_id uuid not null,
  id uuid not null,
  display_name text not null,
  constraint people_pk primary key (tenant_id, id)
);
call billing.protect('people');
grant select, insert, update on billing.people to kontor_billing;
