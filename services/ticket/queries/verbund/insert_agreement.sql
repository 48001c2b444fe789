-- An offer.
insert into ticket.verbund_agreements (tenant_id, id, taker_id, title, state, hours, valid_from, valid_until, customers,
  contracts, assets, automatic, least_priority, may_resolve, wind_up_seconds, currency, price_per_call, price_per_minute,
  offered_by, offer_time)
values ($1, $2, $3, $4, 'offered', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
