-- Which version of an entry was rated last, and which stands on an invoice (T5): where someone corrected while the
-- invoice was issued, the newest is not the one that was billed.
alter table timetracking.entries
  add column rated_version int not null default 0,
  add column invoiced_version int not null default 0,
  add constraint entries_invoiced_where_locked check (invoiced_version = 0 or billing_state = 'invoiced');
