INSERT OR IGNORE INTO erased VALUES (:mark, :now);
