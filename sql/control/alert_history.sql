-- What happened to one alert, in order.
SELECT alert_id, at, event, author, note FROM alert_event WHERE alert_id = :id ORDER BY rowid;
