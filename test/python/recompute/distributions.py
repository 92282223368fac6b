"""Student's t, normal and binomial distributions: SciPy where it is installed, else the standard library."""

import math
from statistics import NormalDist

from .memory import remembered

try:
    from scipy import stats as scipy_stats
except ImportError:
    scipy_stats = None

USES_SCIPY = scipy_stats is not None


def t_survival(t, df):
    """P(T > t)."""
    if scipy_stats is not None:
        return float(scipy_stats.t.sf(t, df))
    tail = 0.5 * _incomplete_beta(df / (df + t * t), df / 2, 0.5)
    return tail if t >= 0 else 1 - tail


@remembered
def t_quantile(p, df):
    if scipy_stats is not None:
        return float(scipy_stats.t.ppf(p, df))
    if p == 0.5:
        return 0.0
    target = min(p, 1 - p)
    low, high = 0.0, 1.0
    while t_survival(high, df) > target:
        high *= 2
    # Until no number lies between the two any more.
    while low < (middle := (low + high) / 2) < high:
        if t_survival(middle, df) > target:
            low = middle
        else:
            high = middle
    return high if p > 0.5 else -high


def normal_quantile(p):
    return NormalDist().inv_cdf(p)


def normal_survival(z):
    return 0.5 * math.erfc(z / math.sqrt(2))


def binomial_half_cdf(k, n):
    """P(X <= k) of n fair coins, exactly."""
    return sum(math.comb(n, i) for i in range(k + 1)) / 2**n if k >= 0 else 0.0


def binomial_cdf(k, n, p):
    """P(X <= k) of n trials."""
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    if scipy_stats is not None:
        return float(scipy_stats.binom.cdf(k, n, p))
    return _incomplete_beta(1 - p, n - k, k + 1)


def hypergeometric(k, total, events, drawn):
    return math.comb(events, k) * math.comb(total - events, drawn - k) / math.comb(total, drawn)


def _incomplete_beta(x, a, b):
    """Regularized incomplete beta function by its continued fraction (Numerical Recipes 6.4)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    factor = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return factor * _fraction(x, a, b) / a
    return 1 - factor * _fraction(1 - x, b, a) / b


def _fraction(x, a, b):
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 100_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            c = 1 + numerator / c
            d = 1 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return result
