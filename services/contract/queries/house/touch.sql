-- What the coverage of all the house's customers is judged by changes in this transaction.
insert into contract.houses as h (tenant_id, revision) values ($1, 1)
on conflict on constraint houses_pk do update set revision = h.revision + 1
