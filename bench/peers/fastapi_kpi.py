"""Net sales by month over HTTP: FastAPI, pandas in memory, the sums made for each request. Run by uvicorn, one worker."""
import os

import pandas
from fastapi import FastAPI

lines = pandas.read_csv(os.environ["LINES"], parse_dates=["business_date"])
app = FastAPI()


@app.get("/trend")
def trend():
    net = lines.groupby(lines["business_date"].dt.to_period("M"))["net"].sum()
    return [{"period": str(month), "net_sales": round(value, 2)} for month, value in net.items()]
