-- What people are told, in an inbox for each person with positions 1, 2, 3 ...: whoever reads on from a position misses
-- nothing, for the next position is given only when the one before is committed.

create table escalation.inboxes (
  tenant_id uuid not null,
  user_id uuid not null,
  last_position bigint not null constraint inboxes_position_positive check (last_position > 0),
  constraint inboxes_pk primary key (tenant_id, user_id)
) with (fillfactor = 70);
call escalation.protect('inboxes');
grant select, insert, update on escalation.inboxes to kontor_escalation;

create table escalation.notifications (
  tenant_id uuid not null,
  id uuid not null,
  -- A person of the house, or someone outside: contacts/… or customers/….
  user_id uuid,
  outside text,
  -- Null for people outside, and until the quiet hours are over.
  position bigint,
  ticket_id uuid not null,
  -- firings/… or escalations/….
  cause text not null,
  text_de text not null,
  text_en text not null,
  notify_time timestamptz not null,
  is_told boolean not null,
  read_time timestamptz,
  constraint notifications_pk primary key (tenant_id, id),
  constraint notifications_one_person check ((user_id is null) <> (outside is null)),
  constraint notifications_position_unique unique (tenant_id, user_id, position),
  constraint notifications_position_once_told check ((position is not null) = (is_told and user_id is not null)),
  constraint notifications_ticket_fk foreign key (tenant_id, ticket_id) references escalation.tickets (tenant_id, id)
);
create index notifications_unread on escalation.notifications (tenant_id, user_id, position desc)
  where read_time is null and is_told;
-- What waits for the end of quiet hours, across houses.
create index notifications_held on escalation.notifications (notify_time) where not is_told;
call escalation.protect('notifications');
call escalation.open_to_feed('notifications');
grant select, insert, update on escalation.notifications to kontor_escalation;
grant select (tenant_id, id, notify_time, is_told) on escalation.notifications to kontor_escalation_feed;
