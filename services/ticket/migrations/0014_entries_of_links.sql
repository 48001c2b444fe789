-- What entries of links, merges and splits say beside their text (K2, K7). The README tells how the digest covers it.
alter table ticket.log_entries
  -- How the ticket relates to the other one.
  add column relation text,
  add column linked_id uuid,
  add column link_ended boolean not null default false,
  -- Of what a split took over: the entry of the other ticket that says it first.
  add column linked_sequence int,
  -- Of a merge: from when on the ticket is measured, and when the customer first heard from the house.
  add column report_time timestamptz,
  add column response_time timestamptz;
