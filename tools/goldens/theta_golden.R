# Writes what R's thetaf makes of 200 simulated series: Rscript tools/goldens/theta_golden.R [OUTPUT.json]
#
# Debian packages r-base-core, r-cran-forecast, r-cran-jsonlite. Without a name: tests/data/theta_golden.json.
# seasonal: whether thetaf removed a season; alpha, level0: of its smoothing (of what is left); mean: 10 forecasts.
suppressMessages({library(forecast); library(jsonlite)})
argument <- commandArgs(trailingOnly = TRUE)
root <- normalizePath(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "..", ".."))
set.seed(20260106)

one <- function(i) {
  m <- c(1, 4, 7, 12)[i %% 4 + 1]
  n <- sample(c(30, 60, 120), 1) + 2 * m
  level <- pmax(50 + cumsum(rnorm(n, c(0, .3)[i %% 2 + 1], c(.5, 2)[i %/% 4 %% 2 + 1])), 5)
  season <- if (m > 1) rep(runif(m, 1 - c(0, .1, .4)[i %% 3 + 1], 1 + c(0, .1, .4)[i %% 3 + 1]), length.out = n) else 1
  y <- ts(round(level * season + rnorm(n, 0, 1), 3), frequency = m)
  fit <- thetaf(y, h = 10)
  # thetaf hides its smoothing of what is left after the season; it is made again the same way
  seasonal <- FALSE
  if (m > 1) {
    r <- as.numeric(acf(y, lag.max = m, plot = FALSE)$acf)[-1]
    seasonal <- abs(r[m]) / sqrt((1 + 2 * sum(r[-m]^2)) / n) > qnorm(.95)
  }
  x <- if (seasonal) seasadj(decompose(y, type = "multiplicative")) else y
  smooth <- ses(x, h = 1)$model
  list(y = as.numeric(y), m = m, seasonal = seasonal, alpha = unname(smooth$par["alpha"]), level0 = unname(smooth$par["l"]),
       mean = as.numeric(fit$mean))
}
cases <- lapply(0:199, one)
save <- function(chosen, to) write(toJSON(list(made_with = paste("R", getRversion(), "forecast", packageVersion("forecast")), cases = chosen),
                                         auto_unbox = TRUE, digits = 12), to)
save(cases, if (length(argument)) argument[1] else file.path(root, "tests", "data", "theta_golden.json"))
