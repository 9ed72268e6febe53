"""What tells whether two tools found the same key figures: rows and sums of each."""
SUMMED = ["net_minor", "units", "transactions", "customers"]


def answers_of(tables):
    """tables: name -> {column: values}; units in thousandths, as everywhere here."""
    return {name: {"rows": len(table["net_minor"]), **{column: int(sum(table[column])) for column in SUMMED if column in table}}
            for name, table in tables.items()}
