-- A ticket is handed over; its first step follows.
insert into ticket.handovers (tenant_id, id, agreement_id, taker_id, ticket_id, ticket_number, state, automatic, hand_time,
  access_until, steps)
values ($1, $2, $3, $4, $5, $6, 'handed', $7, $8, $9, $10)
