UPDATE pass SET expires_at = min(expires_at, :expires) WHERE kind = 'key' AND label = :label;
