UPDATE pass SET seen_at = :now, seen_from = coalesce(:from, seen_from) WHERE hash = :hash;
