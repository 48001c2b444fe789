-- What others obey of a house's defaults is told to them: how often it was. What was decided before is told once.
alter table contract.house_defaults
  add column told bigint not null default 0 constraint house_defaults_told_counts check (told >= 0);

alter table contract.house_defaults no force row level security;
alter table contract.pending no force row level security;
insert into contract.pending (tenant_id, aggregate_id, version, kind, payload)
select tenant_id, tenant_id, 1, 'kontor.contract.v1.HouseDefaultsChanged',
  -- An encoded message with its first field: a number of one byte, or of two from 128 on.
  '\x08'::bytea || case
    when auto_close_days < 128 then set_byte('\x00'::bytea, 0, auto_close_days)
    else set_byte(set_byte('\x0000'::bytea, 0, (auto_close_days & 127) | 128), 1, auto_close_days >> 7)
  end
from contract.house_defaults;
update contract.house_defaults set told = 1;
alter table contract.house_defaults force row level security;
alter table contract.pending force row level security;
