-- Whoever comes first has the run that is due; one that never ended (the program was killed) is due again after a while.
UPDATE report_schedule SET next_at = :until WHERE name = :name AND next_at = :next;
