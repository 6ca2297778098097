# What R says of the agreement of fixed pairs; `Rscript agreement.R > agreement_cases.txt` makes the file that test_agreement.c reads.
#
# Mean squares come from aov(), intervals from R's own quantile functions, the slope from lm(): another way than the program's, so that a
# slip in either shows. Data are drawn by a written-out congruential generator: R's own would change with its version.
options(digits = 17)

draw <- local({ state <- 12345; function() { state <<- (1103515245 * (state %% 65536) + 12345 + 1103515245 * 65536 * 0) %% 2147483648
  state / 2147483648 } })
normalish <- function() sum(replicate(12, draw())) - 6

want <- function(name, value) cat(sprintf("want %s %.13g\n", name, value))
both <- function(name, v) { want(name, v[1]); want(paste0(name, "_lo"), v[2]); want(paste0(name, "_hi"), v[3]) }

limits_one <- function(d) {
  n <- length(d); s <- sd(d); b <- mean(d); z <- qnorm(.975); h <- qt(.975, n - 1) * s * sqrt(1 / n + z^2 / (2 * (n - 1)))
  both("bias", c(b, t.test(d)$conf.int))
  both("sd", c(s, sqrt((n - 1) * s^2 / qchisq(.975, n - 1)), sqrt((n - 1) * s^2 / qchisq(.025, n - 1))))
  both("loa_lo", b - z * s + c(0, -h, h)); both("loa_hi", b + z * s + c(0, -h, h))
  s
}

limits_several <- function(d, who) {                              # Zou 2013, MOVER
  who <- factor(who); m <- tapply(d, who, mean); k <- tapply(d, who, length); n <- nlevels(who); N <- length(d); z <- qnorm(.975)
  vb <- var(m); share <- 1 - mean(1 / k)
  vw <- if (N > n) anova(lm(d ~ who))["Residuals", "Mean Sq"] else 0
  v <- vb + share * vw
  l <- (vb * (1 - (n - 1) / qchisq(.975, n - 1)))^2; u <- (vb * ((n - 1) / qchisq(.025, n - 1) - 1))^2
  if (N > n) { l <- l + (share * vw * (1 - (N - n) / qchisq(.975, N - n)))^2; u <- u + (share * vw * ((N - n) / qchisq(.025, N - n) - 1))^2 }
  l <- max(v - sqrt(l), 0); u <- v + sqrt(u); b <- mean(m)
  both("bias", c(b, t.test(m)$conf.int)); both("sd", sqrt(c(v, l, u)))
  inner <- sqrt(z^2 * vb / n + z^2 * (sqrt(v) - sqrt(l))^2); outer <- sqrt(z^2 * vb / n + z^2 * (sqrt(u) - sqrt(v))^2)
  both("loa_lo", b - z * sqrt(v) + c(0, -outer, inner)); both("loa_hi", b + z * sqrt(v) + c(0, -inner, outer))
  if (N > n) want("sd_within", sqrt(vw))
  want("sd_between", sqrt(max(vb - mean(1 / k) * vw, 0)))
  sqrt(v)
}

coefficients_of <- function(x, y) {
  n <- length(x); f <- data.frame(v = c(x, y), target = factor(rep(seq_len(n), 2)), method = factor(rep(1:2, each = n)))
  s <- summary(aov(v ~ target + method, f))[[1]][, "Mean Sq"]; names(s) <- c("t", "m", "e"); s <- as.list(s)
  F0 <- s$t / s$e; q <- qf(.975, n - 1, n - 1)
  both("icc_3_1", (c(F0, F0 / q, F0 * q) - 1) / (c(F0, F0 / q, F0 * q) + 1))
  r <- (s$t - s$e) / (s$t + s$e + 2 * (s$m - s$e) / n); Fj <- s$m / s$e; b <- n * (1 + r) - 2 * r
  v <- (n - 1) * (2 * r * Fj + b)^2 / ((n - 1) * 4 * r^2 * Fj^2 + b^2); f1 <- qf(.975, n - 1, v); f2 <- qf(.975, v, n - 1)
  both("icc_2_1", c(r, n * (s$t - f1 * s$e) / (f1 * (2 * s$m + (n - 2) * s$e) + n * s$t),
                    n * (f2 * s$t - s$e) / (2 * s$m + (n - 2) * s$e + n * f2 * s$t)))
  w <- (n - 1) / n; p <- cor(x, y); u <- (mean(x) - mean(y)) / sqrt(w * sd(x) * sd(y))
  k <- 2 * w * cov(x, y) / (w * var(x) + w * var(y) + (mean(x) - mean(y))^2)
  se <- sqrt(((1 - p^2) * k^2 / ((1 - k^2) * p^2) + 2 * k^3 * (1 - k) * u^2 / (p * (1 - k^2)^2) - k^4 * u^4 / (2 * p^2 * (1 - k^2)^2)) / (n - 2))
  both("ccc", c(k, tanh(atanh(k) - qnorm(.975) * se), tanh(atanh(k) + qnorm(.975) * se)))
}

case <- function(name, x, y, who) {
  cat(sprintf("case %s %d %d\n", name, length(x), length(unique(who))))
  cat(sprintf("pair %.17g %.17g %d\n", x, y, who), sep = "")
  d <- x - y
  s <- if (length(unique(who)) > 1) limits_several(d, who) else limits_one(d)
  coefficients_of(x, y)
  l <- lm(d ~ I((x + y) / 2)); both("slope", c(coef(l)[[2]], confint(l)[2, ]))
  want("mean_found", mean(x)); want("mean_reference", mean(y))
  want("mae", mean(abs(d))); want("rmse", sqrt(mean(d^2))); want("mape_pct", 100 * mean(abs(d / y)[y != 0]))
  want("sem", s / sqrt(2)); want("mdc95", qnorm(.975) * s)
  cat("end\n")
}

three <- function(n, spread, error, offset, who) {
  y <- replicate(n, 250 + spread * normalish())
  x <- y + offset + error * replicate(n, normalish())
  list(round(x, 3), round(y, 3), who)
}

q <- three(3, 20, 5, 2, rep(0L, 3)); case("three_pairs", q[[1]], q[[2]], q[[3]])
q <- three(40, 20, 6, 4, rep(0L, 40)); case("contact_ms_of_one_runner", q[[1]], q[[2]], q[[3]])
q <- three(30, 5, 8, -12, rep(0L, 30)); case("worse_than_chance_of_a_narrow_range", q[[1]], q[[2]], q[[3]])
who <- rep(0:5, c(3, 9, 14, 5, 20, 8)); q <- three(length(who), 20, 6, 3, who)
case("six_runners_of_unequal_length", round(q[[1]] + 4 * (who - 2.5), 3), q[[2]], who)
q <- three(12, 20, 6, 1, 0:11); case("one_pair_a_runner", q[[1]], q[[2]], q[[3]])
x <- c(0, 1.5, -2, 3.25, 0.75, -4); y <- c(0.25, 1, -2.5, 3, 0, -4.5); case("signs_and_a_zero", x, y, rep(0L, 6))
