-- Of a firing: the offset of its step where it has no share, the team and the address of its actions (E1), and who was
-- notified (E4).

alter table escalation.firings
  -- Seconds after the deadline, negative before it; percent is 0 then.
  add column offset_seconds bigint,
  add column team text not null default '',
  add column webhook_url text not null default '',
  add column notified uuid[] not null default '{}';
