INSERT INTO audit (at, who, action, pseudonym, details, outcome) VALUES (:at, :who, :action, :pseudonym, :details, :outcome);
