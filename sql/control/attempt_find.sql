SELECT subject, failed, last_at FROM attempt WHERE subject IN (:account, :address);
