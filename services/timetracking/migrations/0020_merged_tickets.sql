-- Tickets that were merged into others (K7): what is known of them leads to the one that stays.
alter table timetracking.tickets
  add column merged_into_id uuid,
  add constraint tickets_merged_into_known foreign key (tenant_id, merged_into_id)
    references timetracking.tickets (tenant_id, id);
create index tickets_merged on timetracking.tickets (tenant_id, merged_into_id) where merged_into_id is not null;

-- A running timer goes over with its ticket.
grant update (ticket_id) on timetracking.timers to kontor_timetracking;
create index timers_of_ticket on timetracking.timers (tenant_id, ticket_id);
