-- What was due already when it became known settles first, and what is due meanwhile is held back with it, so that the
-- steps of a ticket fire in due order. Only what settles is dropped when the clock ends meanwhile.

alter table escalation.timers
  add column settles boolean not null default false;
