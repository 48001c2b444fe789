insert into billing.payment_books (tenant_id, revision) values ($1, 1)
on conflict (tenant_id) do update set revision = payment_books.revision + 1
