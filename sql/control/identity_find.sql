SELECT natural_id, name, email, phone FROM identity WHERE pseudonym = :pseudonym;
