insert into billing.review_marks (tenant_id, id, display_name) values ($1, $2, $3)
on conflict on constraint review_marks_name_unique do nothing
