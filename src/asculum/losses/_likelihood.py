"""How likely a figure is: Student-t points, ranges, bounds and floors, and small counts.

Everything is a function of eta, the natural logarithm of what the source would say on average,
and of width, the scale of its error; each returns the logarithm and its derivatives by both.
"""

from __future__ import annotations

import math

from asculum.losses._packed import jit
from asculum.losses.codes import AT_LEAST, AT_MOST, FLOOR_WIDTH, POINT, RANGE


@jit
def log_tail(t: float) -> tuple[float, float]:
    """Return ln P(T > t) and its derivative for Student's t with four degrees of freedom.

    With u = t / sqrt(4 + t²): P(T > t) = (1 - u)² (2 + u) / 4, and for t > 0
    1 - u = 4 / (r (r + t)) with r = sqrt(4 + t²), which keeps every digit far out.
    """
    r = math.sqrt(4.0 + t * t)
    u = t / r
    rest = 4.0 / (r * (r + t)) if t > 0.0 else 1.0 - u
    tail = 0.25 * rest * rest * (2.0 + u)
    # dP/dt = -pdf, pdf = (3/4) (1 - u²) du/dt, du/dt = 4 / r³, 1 - u² = 4 / r²
    density = 12.0 / (r * r * r * r * r)
    return math.log(tail), -density / tail


@jit
def log_between(low: float, high: float) -> tuple[float, float, float]:
    """Return ln P(low < T < high) and its derivatives by low and high (t, 4 d.f.).

    The difference is taken in the tail where both ends lie, and as an integral of the density by
    the midpoint where the ends are too close for a difference.
    """
    if high - low < 1e-6 * (1.0 + abs(low)):
        middle = 0.5 * (low + high)
        r2 = 4.0 + middle * middle
        width = max(high - low, 1e-300)
        slope = -5.0 * middle / r2
        value = math.log(12.0) - 2.5 * math.log(r2) + math.log(width)
        return value, 0.5 * slope - 1.0 / width, 0.5 * slope + 1.0 / width
    r_low = math.sqrt(4.0 + low * low)
    r_high = math.sqrt(4.0 + high * high)
    if low > 0.0:
        a = 4.0 / (r_low * (r_low + low))
        b = 4.0 / (r_high * (r_high + high))
        mass = 0.25 * (a * a * (3.0 - a) - b * b * (3.0 - b))
    elif high < 0.0:
        a = 4.0 / (r_high * (r_high - high))
        b = 4.0 / (r_low * (r_low - low))
        mass = 0.25 * (a * a * (3.0 - a) - b * b * (3.0 - b))
    else:
        u_low = low / r_low
        u_high = high / r_high
        mass = 0.75 * (u_high - u_low) - 0.25 * (u_high * u_high * u_high - u_low * u_low * u_low)
    mass = max(mass, 1e-300)
    by_low = -12.0 / (r_low * r_low * r_low * r_low * r_low) / mass
    by_high = 12.0 / (r_high * r_high * r_high * r_high * r_high) / mass
    return math.log(mass), by_low, by_high


@jit
def log_count(count: float, mean_log: float, spread: float) -> tuple[float, float, float]:
    """Return the negative-binomial ln P(count) and its derivatives by ln mean and by spread.

    Mean m = exp(mean_log), variance m + m² (exp(spread²) - 1), so that the spread means on small
    counts what it means on large ones. Counts are below 20: the gamma ratio is a short product.
    """
    excess = math.expm1(spread * spread)
    size = 1.0 / excess
    mean = math.exp(mean_log)
    value = size * (math.log(size) - math.log(size + mean))
    by_size = math.log(size) - math.log(size + mean) + 1.0 - (size + count) / (size + mean)
    value += count * (mean_log - math.log(size + mean))
    for j in range(int(count)):
        value += math.log(size + j) - math.log(j + 1.0)
        by_size += 1.0 / (size + j)
    by_mean = count - (size + count) * mean / (size + mean)
    by_spread = -by_size * size * size * 2.0 * spread * (excess + 1.0)
    return value, by_mean, by_spread


@jit
def log_floor(log_truth: float, floor: float) -> tuple[float, float]:
    """Return ln of the wall at a named minimum, 1 / (1 + exp(-t)), and its derivative.

    t = (ln truth - floor) / ``FLOOR_WIDTH``: persons known by name were lost, whoever says so.
    """
    t = (log_truth - floor) / FLOOR_WIDTH
    value = -math.log1p(math.exp(-t)) if t > -30.0 else t
    return value, 1.0 / (1.0 + math.exp(min(t, 700.0))) / FLOOR_WIDTH


@jit
def log_told(
    bind: int, low: float, high: float, count: float, eta: float, width: float
) -> tuple[float, float, float]:
    """Return the log-likelihood of what was told, and its derivatives by eta and by width."""
    if bind == POINT:
        t = (low - eta) / width
        r2 = 4.0 + t * t
        slope = 5.0 * t / r2
        # -5/2 ln r2 - ln width, in one logarithm
        value = -0.5 * math.log(r2 * r2 * r2 * r2 * r2 * width * width)
        return value, slope / width, (slope * t - 1.0) / width
    if bind == RANGE:
        t_low, t_high = (low - eta) / width, (high - eta) / width
        value, by_low, by_high = log_between(t_low, t_high)
        return value, -(by_low + by_high) / width, -(by_low * t_low + by_high * t_high) / width
    if bind == AT_LEAST:
        # what the source took to be true is at least the figure
        t = (low - eta) / width
        value, slope = log_tail(t)
        return value, -slope / width, -slope * t / width
    if bind == AT_MOST:
        t = (eta - low) / width
        value, slope = log_tail(t)
        return value, slope / width, -slope * t / width
    return log_count(count, eta, width)


@jit
def missing_odds(log_truth: float, log_count: float) -> tuple[float, float, float, float]:
    """Return the log-odds y of a list's completeness, ln |dy / dx|, and their derivatives by x.

    With x = ln truth - ln count and x' = w ln(1 + exp(x / w)), w = ``FLOOR_WIDTH``, a wall as thick
    as that of a named minimum, completeness is exp(-x') and y = -ln(exp(x') - 1).
    """
    x = log_truth - log_count
    t = x / FLOOR_WIDTH
    soft = FLOOR_WIDTH * (math.log1p(math.exp(-abs(t))) + max(t, 0.0))
    if t > -30.0:
        slope = 1.0 / (1.0 + math.exp(-t))
        log_slope = -math.log1p(math.exp(-t))
        missing = -math.expm1(-soft)
        log_missing = math.log(missing)
        fall = slope / missing
        y = -log_missing - soft
    else:
        # soft = w exp(t): far below the wall the share that is missing is soft itself
        slope, log_slope = 0.0, t
        log_missing = math.log(FLOOR_WIDTH) + t
        fall = 1.0 / FLOOR_WIDTH
        y = -log_missing
    # d ln missing / dx = exp(-soft) fall
    by_x = (1.0 - slope) / FLOOR_WIDTH - math.exp(-soft) * fall
    return y, log_slope - log_missing, -fall, by_x
