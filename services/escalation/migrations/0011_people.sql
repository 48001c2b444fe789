-- The people around tickets: whom steps notify (E1).

alter table escalation.tickets
  add column customer_id uuid,
  add column contact_id uuid,
  add column assignee_id uuid,
  add column team text not null default '';

-- People of the house as identity tells of them.
create table escalation.people (
  tenant_id uuid not null,
  id uuid not null,
  is_management boolean not null,
  is_disabled boolean not null default false,
  constraint people_pk primary key (tenant_id, id)
);
create index people_management on escalation.people (tenant_id, id) where is_management and not is_disabled;
call escalation.protect('people');
grant select, insert, update on escalation.people to kontor_escalation;

-- Who looks after a customer, as the contract service tells.
create table escalation.customers (
  tenant_id uuid not null,
  id uuid not null,
  account_agent_id uuid,
  account_deputy_id uuid,
  constraint customers_pk primary key (tenant_id, id)
);
call escalation.protect('customers');
grant select, insert, update on escalation.customers to kontor_escalation;

-- Teams by the name that tickets use.
create table escalation.teams (
  tenant_id uuid not null,
  name text not null constraint teams_name_length check (char_length(name) between 1 and 100),
  members uuid[] not null,
  lead_id uuid,
  constraint teams_pk primary key (tenant_id, name)
);
call escalation.protect('teams');
grant select, insert, update on escalation.teams to kontor_escalation;
