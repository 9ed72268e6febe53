"""Calendars by their definitions, independent of src/retail/calendar.c."""
import datetime

DAY = datetime.timedelta(1)


def retail_year_end(year):
    """Saturday nearest 31 January of the calendar year after `year`."""
    january = datetime.date(year + 1, 1, 31)
    return min((january + k * DAY for k in range(-3, 4)), key=lambda d: 0 if d.weekday() == 5 else 1)


def retail_year_of(d):
    return d.year if d > retail_year_end(d.year - 1) else d.year - 1


def retail_year(year):
    """First day and number of weeks."""
    first = retail_year_end(year - 1) + DAY
    return first, ((retail_year_end(year) - first).days + 1) // 7


def retail_span(d, grain):
    first, weeks = retail_year(retail_year_of(d))
    week = (d - first).days // 7
    if grain == "week":
        return first + 7 * week * DAY, first + (7 * week + 6) * DAY
    edges, at = [0], 0
    for k in range(12):
        at += (4, 5, 4)[k % 3]
        edges.append(at)
    edges[12] = weeks
    month = max(k for k in range(12) if edges[k] <= week)
    return first + 7 * edges[month] * DAY, first + (7 * edges[month + 1] - 1) * DAY


def iso_year(year):
    fourth = datetime.date(year, 1, 4)
    first = fourth - fourth.weekday() * DAY
    after = datetime.date(year + 1, 1, 4)
    after -= after.weekday() * DAY
    return first, (after - first).days // 7


def gregorian_span(d, grain):
    if grain == "day":
        return d, d
    if grain == "week":
        first = d - d.weekday() * DAY
        return first, first + 6 * DAY
    if grain == "year":
        return datetime.date(d.year, 1, 1), datetime.date(d.year, 12, 31)
    months = 1 if grain == "month" else 3
    start = (d.month - 1) // months * months + 1
    after = datetime.date(d.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return datetime.date(d.year, start, 1), after - DAY


def week_year_of(d, calendar):
    """The year of whole weeks that holds d: its first day, its weeks, and those of the year before."""
    if calendar == "retail":
        year = retail_year_of(d)
        return (*retail_year(year), *retail_year(year - 1))
    year = d.isocalendar()[0]
    return (*iso_year(year), *iso_year(year - 1))


def day_before(mode, calendar, d):
    """The day of the year before, or None."""
    if mode == "weekday":
        return d - 364 * DAY
    if calendar == "gregorian":
        if mode == "restated":
            return d - 364 * DAY
        return d.replace(year=d.year - 1, day=28) if (d.month, d.day) == (2, 29) else d.replace(year=d.year - 1)
    first, _, first_before, weeks_before = week_year_of(d, calendar)
    place = (d - first).days
    if mode == "restated":
        return None if place >= 364 else d - 364 * DAY
    return first_before + place * DAY if place < 7 * weeks_before else None
