SELECT pseudonym, is_control, score FROM campaign_member WHERE campaign_id = :campaign ORDER BY pseudonym;
