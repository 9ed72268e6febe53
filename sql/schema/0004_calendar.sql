-- calendar_span: every period of every calendar, as its first and last day; views calendar_period and compare_day make
-- the rows to join of it
CREATE TABLE calendar_span (
    calendar  VARCHAR NOT NULL, -- gregorian, iso, retail (4-5-4), retail-4-4-5, retail-5-4-4
    grain     VARCHAR NOT NULL, -- week, month, quarter, year
    period    INTEGER NOT NULL, -- year * 1000 + number of the period in its year: rises with time
    first_day DATE NOT NULL,    -- of the period
    last_day  DATE NOT NULL,    -- of the period
    label     VARCHAR NOT NULL, -- as people write it; sorts by time
    week_53   BOOLEAN NOT NULL  -- a 53rd week, or a period longer by it
);

-- currency: digits of the minor unit
CREATE TABLE currency (
    code   VARCHAR NOT NULL, -- ISO 4217
    name   VARCHAR NOT NULL, -- English name
    digits INTEGER NOT NULL  -- after the point: JPY 0, EUR 2, KWD 3
);
