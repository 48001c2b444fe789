-- Every version of what decides about documents, with when and by whom.
select s.what as "what!", s.customer_id, s.version as "version!", s.at as "at!", s.by_id as "by_id!", s.sha256 as "sha256!"
from (
  select 'seller' as what, null::uuid as customer_id, version, at, by_id, encode(sha256(profile), 'hex') as sha256
    from billing.seller_profiles where tenant_id = $1
  union all
  select 'accounting', null, version, at, by_id, encode(sha256(settings), 'hex')
    from billing.accounting_settings where tenant_id = $1
  union all
  select 'reminders', null, version, at, by_id, encode(sha256(settings), 'hex')
    from billing.reminder_settings where tenant_id = $1
  union all
  select 'debits', null, version, at, by_id, encode(sha256(settings), 'hex')
    from billing.debit_settings where tenant_id = $1
  union all
  select 'style', null, version, at, by_id, encode(sha256(style), 'hex')
    from billing.document_styles where tenant_id = $1
  union all
  select 'terms', nullif(customer_id, '00000000-0000-0000-0000-000000000000'), version, at, by_id,
      encode(sha256(terms), 'hex')
    from billing.payment_terms where tenant_id = $1
  union all
  select 'review', null, version, at, by_id, encode(sha256(settings), 'hex')
    from billing.review_settings where tenant_id = $1
  union all
  select 'profile', customer_id, version, at, by_id, encode(sha256(profile), 'hex')
    from billing.profiles where tenant_id = $1
) s
order by s.what, s.customer_id nulls first, s.version
