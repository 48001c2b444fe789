-- T6: while a version waits for approval or is rejected it is neither rated nor billed and draws nothing.
alter table billing.entries add column withdrawn boolean not null default false;
alter table billing.late_versions add column withdrawn boolean not null default false;
