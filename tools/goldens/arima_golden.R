# Writes what R's auto.arima makes of 240 simulated series into tests/data/arima_golden.json: Rscript tools/goldens/arima_golden.R
#
# Debian packages r-base-core, r-cran-forecast, r-cran-jsonlite; some two minutes of a processor. Values have one digit behind the point, so that the
# file stays small. order, likelihood (log), aicc. A constant is R's mean or drift.
suppressMessages({library(forecast); library(jsonlite)})
root <- normalizePath(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "..", ".."))
set.seed(20260104)

simulate_one <- function(i) {
  m <- c(1, 1, 4, 7)[i %% 4 + 1]
  n <- sample(c(50, 80, 120), 1)
  noise <- as.numeric(arima.sim(list(ar = c(.7, -.3, .5, 0)[i %/% 4 %% 4 + 1], ma = c(0, .4, -.6)[i %% 3 + 1]), n, sd = 5))
  level <- if (i %% 5 == 0) cumsum(noise) else noise
  season <- if (m > 1) rep(rnorm(m, 0, c(0, 3, 12)[i %/% 8 %% 3 + 1]), length.out = n) else 0
  list(y = round(100 + level + season + c(0, 0, .4)[i %% 3 + 1] * seq_len(n), 1), m = m)
}

series <- lapply(0:239, simulate_one)
fit_one <- function(one) {
  fit <- auto.arima(ts(one$y, frequency = one$m))
  o <- arimaorder(fit)
  text <- sprintf("(%d,%d,%d)", o[1], o[2], o[3])
  if (length(o) > 3 && sum(o[4:6]) > 0) text <- paste0(text, sprintf("(%d,%d,%d)[%d]", o[4], o[5], o[6], one$m))
  if (any(names(coef(fit)) %in% c("intercept", "drift"))) text <- paste0(text, "c")
  list(y = one$y, season = one$m, order = text, likelihood = fit$loglik, aicc = fit$aicc)
}
made_with <- paste("R", getRversion(), "forecast", packageVersion("forecast"))
write(toJSON(list(made_with = made_with, cases = lapply(series, fit_one)), auto_unbox = TRUE, digits = 10),
      file.path(root, "tests", "data", "arima_golden.json"))
