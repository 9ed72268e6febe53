SELECT channel, granted, set_at, source FROM consent WHERE pseudonym = :pseudonym ORDER BY channel, set_at;
