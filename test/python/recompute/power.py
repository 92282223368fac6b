"""Power of the two-sided t test, by integrating over the estimated standard deviation."""

import math

from .distributions import normal_survival, t_quantile
from .memory import remembered

#: Standard deviations of the estimated deviation that are integrated over, on either side of 1.
REACH = 12


@remembered
def t_test_power(effect, df, units, alpha):
    """P(|T| > critical) where the true mean is `effect` standard deviations and `units` of them are drawn."""
    critical = t_quantile(1 - alpha / 2, df)
    shift = effect * math.sqrt(units)
    log_scale = math.log(2) + df / 2 * math.log(df / 2) - math.lgamma(df / 2)

    def integrand(s):
        density = math.exp(log_scale + (df - 1) * math.log(s) - df * s * s / 2)
        return density * (normal_survival(critical * s - shift) + normal_survival(critical * s + shift))

    width = REACH / math.sqrt(2 * df)
    low, high = max(1e-12, 1 - width), 1 + width
    # Simpson's rule; below ten units or so the integrand does not vanish at its lower end, and takes more steps.
    steps = 400 if low > 0.01 else 4_000
    step = (high - low) / steps
    inner = sum((4 if place % 2 else 2) * integrand(low + place * step) for place in range(1, steps))
    return step / 3 * (inner + integrand(low) + integrand(high))


@remembered
def detectable_effect(units, alpha, power):
    """The effect, in standard deviations, that so many units find with this power."""
    return _root(lambda effect: t_test_power(effect, units - 1, units, alpha) - power, 1.0)


@remembered
def units_needed(effect, alpha, power):
    """How many units find this effect with this power; not whole, two at least."""
    if t_test_power(effect, 1, 2, alpha) >= power:
        return 2.0
    return 2 + _root(lambda more: t_test_power(effect, 1 + more, 2 + more, alpha) - power, 8.0)


def _root(function, high):
    """Where an increasing function is zero, above 0."""
    low = 0.0
    while function(high) < 0:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2
