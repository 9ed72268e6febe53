UPDATE pass SET uses = uses - 1, seen_at = :now WHERE hash = :hash AND uses > 0 AND expires_at > :now;
