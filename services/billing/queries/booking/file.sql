select content, sha256 from billing.booking_files where tenant_id = $1 and run_id = $2 and file_name = $3
