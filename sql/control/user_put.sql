INSERT INTO user (name, roles, stores, is_on, created_at, created_by) VALUES (:name, :roles, :stores, 1, :now, :who) ON CONFLICT (name) DO NOTHING;
