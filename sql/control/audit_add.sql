INSERT INTO audit (at, who, action, pseudonym, details) VALUES (:at, :who, :action, :pseudonym, :details);
