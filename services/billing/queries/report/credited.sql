-- What was credited of the lines of invoices and not given back: revenue that is none (B5).
select invoice_id, position, sum(net) as "net!" from billing.credited_lines
where tenant_id = $1 and invoice_id = any ($2) and not given_back
group by invoice_id, position
