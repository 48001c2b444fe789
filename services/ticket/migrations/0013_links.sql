-- Tickets that belong together (K7). A link is kept once, read from the ticket to the other one; the other reads it
-- backwards.

alter table ticket.tickets
  -- The ticket that it was merged into: a pointer of one step, which is never merged itself.
  add column merged_into_id uuid,
  add constraint tickets_merged_into_fk foreign key (tenant_id, merged_into_id) references ticket.tickets (tenant_id, id),
  add constraint tickets_merged_is_closed check (merged_into_id is null or (state = 'closed' and merged_into_id <> id));
create index tickets_merged on ticket.tickets (tenant_id, merged_into_id) where merged_into_id is not null;

create table ticket.links (
  tenant_id uuid not null,
  ticket_id uuid not null,
  relation text not null constraint links_relation_known check (relation in
    ('child_of', 'duplicate_of', 'caused_by', 'merged_into', 'split_from')),
  other_id uuid not null,
  actor text not null,
  create_time timestamptz not null,
  constraint links_pk primary key (tenant_id, ticket_id, relation, other_id),
  constraint links_two_tickets check (ticket_id <> other_id),
  constraint links_ticket_fk foreign key (tenant_id, ticket_id) references ticket.tickets (tenant_id, id),
  constraint links_other_fk foreign key (tenant_id, other_id) references ticket.tickets (tenant_id, id)
);
call ticket.protect('links');
grant select, insert, delete on ticket.links to kontor_ticket;
create index links_of_other on ticket.links (tenant_id, other_id);
-- One parent, and merged once.
create unique index links_one_parent on ticket.links (tenant_id, ticket_id) where relation = 'child_of';
create unique index links_merged_once on ticket.links (tenant_id, ticket_id) where relation = 'merged_into';
