-- The ledger row; totals and chain follow.
INSERT INTO import VALUES ($import, $kind, $source, $file_name, $key_mode, $sha256, $bytes, $offered, $accepted, $inserted,
                           $replaced, $duplicates, $quarantined, $facts, $superseded, $started, $finished, 'done', NULL, '', '');
