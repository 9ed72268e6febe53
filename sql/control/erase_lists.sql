DELETE FROM campaign_member WHERE pseudonym = :pseudonym;
