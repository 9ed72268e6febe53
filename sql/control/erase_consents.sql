DELETE FROM consent WHERE pseudonym = :pseudonym;
