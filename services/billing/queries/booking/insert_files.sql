insert into billing.booking_files (tenant_id, run_id, file_name, content, sha256)
select $1, $2, f.name, f.content, sha256(f.content) from unnest($3::text[], $4::bytea[]) as f (name, content)
