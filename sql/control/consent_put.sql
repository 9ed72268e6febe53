INSERT OR REPLACE INTO consent VALUES (:pseudonym, :channel, :set_at, :granted, :source);
