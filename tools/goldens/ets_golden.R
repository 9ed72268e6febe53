# Writes what R's ets makes of 240 simulated series: Rscript tools/goldens/ets_golden.R [OUTPUT.json]
#
# Debian packages r-base-core, r-cran-forecast, r-cran-jsonlite. Without a name: tests/data/ets_golden.json.
# ets: form, criterion (minus twice the log likelihood as R counts it), aicc, 10 means. given: the criterion of each form at
# weights and first states that nobody fitted (pegelsresid.C), for every form that the series allows.
suppressMessages({library(forecast); library(jsonlite)})
argument <- commandArgs(trailingOnly = TRUE)
root <- normalizePath(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "..", ".."))
set.seed(20260102)

simulate_one <- function(i) {
  m <- c(1, 4, 7, 12)[i %% 4 + 1]
  n <- sample(c(30, 45, 80, 150), 1) + 2 * m
  t <- seq_len(n)
  level <- 60 + cumsum(rnorm(n, 0, c(0, 1, 3)[i %% 3 + 1])) + c(0, .25, -.1, .6)[i %/% 4 %% 4 + 1] * t
  level <- pmax(level, 5)
  season <- if (m > 1) rep(runif(m, .6, 1.4), length.out = n) else rep(1, n)
  y <- if (i %% 2) level * season * exp(rnorm(n, 0, .08)) else level + 20 * (season - 1) + rnorm(n, 0, 4)
  y <- if (i %% 5 == 4) round(y) - 30 else pmax(y, .5)  # a fifth has zeros or negative values: additive forms only
  list(y = round(y, 3), m = m)
}

given <- function(y, m) {
  found <- list()
  for (season in c("N", if (m > 1) c("A", "M"))) for (trend in c("N", "A", "M")) for (error in c("A", "M")) for (damped in c(FALSE, TRUE)) {
    if (damped && trend == "N") next
    if (min(y) <= 0 && (error == "M" || trend == "M" || season == "M")) next
    first <- mean(y[1:5])
    if (trend != "N") first <- c(first, if (trend == "A") .3 else 1.003)
    ## R keeps the season newest first, and the last m - 1 follow one another
    s <- if (season == "N") NULL else (if (season == "A") 5 else .1) * sin(seq_len(m)) + (season == "M")
    e <- forecast:::pegelsresid.C(y, m, c(first, rev(s)), error, trend, season, damped, .31, if (trend != "N") .07,
                                  if (season != "N") .12, if (damped) .9, 3)
    if (is.finite(e$lik) && e$lik < 1e10) found[[length(found) + 1]] <- list(error = error, trend = trend, damped = damped, season = season, criterion = e$lik)
  }
  found
}

cases <- lapply(0:239, function(i) {
  one <- simulate_one(i)
  y <- ts(one$y, frequency = one$m)
  fit <- ets(y)
  list(y = one$y, season = one$m,
       ets = list(form = paste(fit$components[1], paste0(fit$components[2], if (fit$components[4] == "TRUE") "d" else ""), fit$components[3], sep = ","),
                  criterion = -2 * fit$loglik, aicc = fit$aicc, mean = as.numeric(forecast(fit, 10)$mean)),
       given = if (i %% 8 == 0 || i < 8) given(y, one$m) else list())
})
save <- function(chosen, to) write(toJSON(list(made_with = paste("R", getRversion(), "forecast", packageVersion("forecast")), cases = chosen),
                                         auto_unbox = TRUE, digits = 10), to)
save(cases, if (length(argument)) argument[1] else file.path(root, "tests", "data", "ets_golden.json"))
