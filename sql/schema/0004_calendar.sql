-- calendar_period: which period a day lies in, for every calendar and grain; join on day
CREATE TABLE calendar_period (
    calendar  VARCHAR NOT NULL, -- gregorian, iso, retail (4-5-4), retail-4-4-5, retail-5-4-4
    grain     VARCHAR NOT NULL, -- day, week, month, quarter, year
    day       DATE NOT NULL,    -- the day asked for
    period    INTEGER NOT NULL, -- year * 1000 + number of the period in its year: rises with time
    first_day DATE NOT NULL,    -- of the period
    last_day  DATE NOT NULL,    -- of the period
    label     VARCHAR NOT NULL, -- as people write it; sorts by time
    week_53   BOOLEAN NOT NULL  -- a 53rd week, or a period longer by it
);

-- compare_day: the day of the year before that a day is compared with
CREATE TABLE compare_day (
    mode       VARCHAR NOT NULL, -- calendar (same place in the calendar), weekday (364 days before)
    calendar   VARCHAR NOT NULL, -- as in calendar_period
    day        DATE NOT NULL,    -- the day asked for
    day_before DATE              -- its day of the year before; missing where there is none
);

-- currency: digits of the minor unit
CREATE TABLE currency (
    code   VARCHAR NOT NULL, -- ISO 4217
    name   VARCHAR NOT NULL, -- English name
    digits INTEGER NOT NULL  -- after the point: JPY 0, EUR 2, KWD 3
);
