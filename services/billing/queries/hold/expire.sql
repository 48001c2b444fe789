-- I5: compare and set; a hold that was posted or voided meanwhile, or taken anew, is none of ours.
update billing.holds set ended = 'expired', ended_at = $3
where tenant_id = $1 and entry_id = $2 and ended is null and expires_at <= $3
returning customer_id
