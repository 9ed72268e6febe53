# Writes what R's stl and mstl make of simulated series: Rscript tools/goldens/mstl_golden.R
#
# Debian packages r-base-core, r-cran-forecast, r-cran-jsonlite. Into tests/data/mstl_golden.json: one season with its width
# (robust or not), and two seasons with the remainder of both.
suppressMessages({library(forecast); library(jsonlite)})
root <- normalizePath(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "..", ".."))
set.seed(20260105)

wave <- function(n, m, size) size * sin(2 * pi * seq_len(n) / m) + rep(rnorm(m, 0, size / 4), length.out = n)
one_season <- function(i) {
  m <- c(4, 7, 12, 24)[i %% 4 + 1]
  n <- c(2 * m + 1, 5 * m + 3, 11 * m, 17 * m + 2)[i %/% 4 %% 4 + 1]
  robust <- i %% 3 == 0
  ## R 4.2 asks its partial sort for the two middle remainders in falling order, and gets another one when n is even
  if (robust) n <- 5 * m + n + (5 * m + n + 1) %% 2
  y <- 100 + cumsum(rnorm(n)) + wave(n, m, 10) + rnorm(n, 0, 3)
  if (robust) y[sample(n, 2)] <- y[sample(n, 2)] + 80
  width <- c(7, 11, 15)[i %% 3 + 1]
  y <- round(y, 3)
  fit <- stl(ts(y, frequency = m), s.window = width, robust = robust)$time.series
  list(y = y, m = m, width = width, robust = robust, season = as.numeric(fit[, 1]), trend = as.numeric(fit[, 2]))
}
two_seasons <- function(i) {
  m <- list(c(4, 12), c(7, 30), c(6, 42), c(24, 168))[[i %% 4 + 1]]
  n <- c(2 * m[2] + 5, 3 * m[2] + 1)[i %/% 4 %% 2 + 1]
  y <- round(50 + .05 * seq_len(n) + wave(n, m[1], 8) + wave(n, m[2], 15) + rnorm(n, 0, 2), 3)
  fit <- mstl(msts(y, seasonal.periods = m))
  keep <- unique(round(seq(1, n, length.out = 40)))  # enough to tell, and small
  list(y = y, m = m, at = keep - 1, short = as.numeric(fit[keep, 3]), long = as.numeric(fit[keep, 4]))
}
write(toJSON(list(made_with = paste("R", getRversion(), "forecast", packageVersion("forecast")),
                  cases = lapply(0:15, one_season), several = lapply(0:7, two_seasons)), auto_unbox = TRUE, digits = 10),
      file.path(root, "tests", "data", "mstl_golden.json"))
