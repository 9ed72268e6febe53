"""Series for the question `anomaly`, seeded: anomaly_data.py million TO | days TO

million: a value a minute, a daily season, noise; 200 minutes far off. days: 300 shops, two years of days with a weekly season, a season of the year, noise
of their own and holes on Sundays; in each, eight days are moved by 4 to 9 of its own standard deviations (TO.truth names them)."""
import datetime
import sys

import numpy as np


def million(to):
    draw, n = np.random.default_rng(4), 1000000
    minute = np.arange(n)
    value = 100 + 60 * np.sin(2 * np.pi * (minute % 1440 - 360) / 1440) + draw.normal(0, 5, n)
    value[draw.choice(n, 200, replace=False)] += 100
    times = np.datetime64("2024-01-01T00:00") + minute
    with open(to, "w", encoding="ascii") as file:
        print("minute,count", file=file)
        file.writelines(f"{str(t).replace('T', ' ')},{v:.1f}\n" for t, v in zip(times.astype(str), value))


def days(to):
    draw, shops, n = np.random.default_rng(5), 300, 728
    first = datetime.date(2024, 1, 1)
    with open(to, "w", encoding="ascii") as file, open(to + ".truth", "w", encoding="ascii") as truths:
        print("shop,day,sales", file=file)
        print("shop,day", file=truths)
        for shop in range(shops):
            week = 1 + 0.25 * draw.normal(size=7)
            level = np.exp(7 + 0.6 * draw.normal() + 0.1 * np.sin(2 * np.pi * np.arange(n) / 364 + draw.random() * 6) + 0.0003 * draw.normal() * np.arange(n))
            spread = 0.04 + 0.08 * draw.random()
            noise = draw.standard_t(8, size=n) * np.sqrt(6 / 8)
            open_days = [t for t in range(n) if t % 7 != 6]
            for t in draw.choice(open_days, 8, replace=False):
                noise[t] = draw.choice([-1, 1]) * (4 + 5 * draw.random())
                print(f"S{shop:03},{first + datetime.timedelta(days=int(t))}", file=truths)
            for t in open_days:
                print(f"S{shop:03},{first + datetime.timedelta(days=t)},{level[t] * abs(week[t % 7]) * max(0, 1 + spread * noise[t]):.2f}", file=file)


if __name__ == "__main__":
    {"million": million, "days": days}[sys.argv[1]](sys.argv[2])
