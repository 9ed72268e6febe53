UPDATE audit SET pseudonym = NULL WHERE pseudonym = :pseudonym;
DELETE FROM identity WHERE pseudonym = :pseudonym;
