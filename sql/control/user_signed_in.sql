UPDATE user SET signed_in_at = :now WHERE user_id = :user;
DELETE FROM attempt WHERE subject IN (:account, :address);
