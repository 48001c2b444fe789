-- What was held ends at most once, in full, between the same accounts; what is taken back is the whole (I5).
with ended as (
  select tenant_id, related_id, count(*) as times from billing.transfers
  where relation <> 0 group by tenant_id, related_id
)
select tenant_id::text, 'transfers/' || related_id, 'ended once', 'ended ' || times || ' times' from ended where times > 1
union all
select r.tenant_id::text, 'transfers/' || r.id,
  case r.relation when 1 then 'the reverse of ' else 'the end of the held ' end || r.related_id,
  coalesce(o.debit || ' ' || o.credit || ' ' || o.amount || case when o.pending then ' held' else '' end, 'nothing there')
from billing.transfers r
left join billing.transfers o on o.tenant_id = r.tenant_id and o.id = r.related_id
where r.relation <> 0 and (o.id is null or o.amount <> r.amount or o.quota_id <> r.quota_id or not case r.relation
  when 1 then o.debit = r.credit and o.credit = r.debit and o.pending = r.pending
  else o.debit = r.debit and o.credit = r.credit and o.pending and o.relation = 0 end)
