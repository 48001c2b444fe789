-- What customers, contracts and people are called.
select b.customer_id as "id!", b.display_name as "name!" from billing.buyers b
where b.tenant_id = $1 and b.customer_id = any ($2)
union all
select p.id, p.display_name from billing.people p where p.tenant_id = $1 and p.id = any ($2)
union all
select v.contract_id, max(v.contract_number) from billing.contract_versions v
where v.tenant_id = $1 and v.contract_id = any ($2)
group by v.contract_id
