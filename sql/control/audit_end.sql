UPDATE audit SET outcome = :outcome WHERE audit_id = :id;
