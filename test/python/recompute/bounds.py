"""Bounds that hold for every distribution within a range, and what a verdict must survive beside Student's t."""

import math
import random
from collections import Counter

from .distributions import t_quantile, t_survival
from .estimators import clustered, deviation, is_flat, mean, standard_error, t_interval
from .memory import remembered

ORDERS = 40
STEADY, LUMPY = 0.36, 0.8
MINIMUM_ITEMS = {"score": 30, "latency": 100, "cost": 100, "tokens": 100}
TOLERATED_SKEWNESS = 0.2


def moment_skewness(values):
    centre, n = mean(values), len(values)
    second = math.fsum((value - centre) ** 2 for value in values) / n
    return math.fsum((value - centre) ** 3 for value in values) / n / second**1.5


def hall(values, level, null=0.0):
    """Two-sided p, one-sided p above, and interval of Hall's skewness-adjusted t; None without variance."""
    spread, n = deviation(values), len(values)
    if n < 3 or not spread or is_flat(spread, mean(values)):
        return None
    g, x = moment_skewness(values), (mean(values) - null) / spread
    turned = x + g * x**2 / 3 + g**2 * x**3 / 27 + g / (6 * n)
    half = t_quantile((1 + level) / 2, n - 1) / math.sqrt(n)

    def inverse(y):
        shifted = y - g / (6 * n)
        if abs(g) < 1e-8:
            return shifted
        base = 1 + g * shifted
        return 3 / g * (math.copysign(abs(base) ** (1 / 3), base) - 1)

    statistic = turned * math.sqrt(n)
    above = t_survival(statistic, n - 1)
    interval = (mean(values) - spread * inverse(half), mean(values) - spread * inverse(-half))
    return 2 * t_survival(abs(statistic), n - 1), above, interval


def by_cluster(values, clusters):
    """Cluster -> its values, in the order of their first one."""
    groups = {}
    for value, cluster in zip(values, clusters):
        groups.setdefault(cluster, []).append(value)
    return list(groups.values())


def contributions(values, clusters):
    """Per cluster what it adds to the mean of all items: its mean's distance from that, times its size in average sizes."""
    if clusters is None or not values:
        return list(values)
    groups, centre = by_cluster(values, clusters), mean(values)
    average = len(values) / len(groups)
    return [centre + len(group) / average * (mean(group) - centre) for group in groups]


def unseen_jump(known, missing, width, clusters=None):
    """The jump that a verdict must survive; items with missing values count as if they varied as little as they can."""
    alike = [float(f"{mean(group):.12g}") for group in by_cluster(known, clusters)] if clusters is not None else known
    known = contributions(known, clusters)
    n = len(known) + missing
    mode = max(Counter(alike).values(), default=0) + missing
    squares = math.fsum((value - mean(known)) ** 2 for value in known) if known else 0
    spread = math.sqrt(squares / (n - 1) * n) / width if n > 1 else 0
    return width if mode >= LUMPY * n or spread <= STEADY else width * STEADY / spread


def unseen(differences, jump, level, n):
    """p and interval against a jump that the n items or clusters of the sample did not show."""
    half = jump * (1 - (1 - level) ** (1 / n))
    centre = mean(differences)
    return (1 - min(1, abs(centre) / jump)) ** n, (centre - half, centre + half)


class Bets:
    """Log-wealth of bets that the mean of values in [0, 1] is above a threshold, averaged over random orders."""

    def __init__(self, units, alpha, weights=None, seed=1):
        shuffle = random.Random(seed)
        n = len(units)
        self.orders = []
        for _ in range(ORDERS):
            order = list(zip(units, weights or [1] * n))
            shuffle.shuffle(order)
            total, squares, stakes = 0.5, 0.25, []
            for index, (value, _) in enumerate(order):
                stakes.append(math.sqrt(-2 * math.log(alpha) * (index + 1) / (n * squares)))
                total += value
                squares += (value - total / (index + 2)) ** 2
            self.orders.append((order, stakes))

    def log_wealth(self, threshold):
        most = math.inf if threshold <= 0 else 0.9 / threshold
        logs = [
            math.fsum(math.log1p(min(stake, most) * size * (value - threshold)) for (value, size), stake in zip(order, stakes))
            for order, stakes in self.orders
        ]
        largest = max(logs)
        return largest + math.log(math.fsum(math.exp(log - largest) for log in logs) / len(logs))

    def bound(self, alpha):
        low, high = 0.0, 1.0
        if self.log_wealth(0) < -math.log(alpha):
            return 0.0
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if self.log_wealth(middle) >= -math.log(alpha) else (low, middle)
        return low


@remembered
def betting(values, low, high, alpha, weights=None):
    units = [(value - low) / (high - low) for value in values]
    lower = Bets(units, alpha, weights).bound(alpha)
    upper = Bets([1 - unit for unit in units], alpha, weights).bound(alpha)
    return low + (high - low) * lower, high - (high - low) * upper


def bet_on(values, clusters):
    """What is bet on: the values, or the means of their clusters with their sizes as shares of the largest."""
    if clusters is None:
        return values, None
    groups = by_cluster(values, clusters)
    largest = max(map(len, groups))
    return [mean(group) for group in groups], [len(group) / largest for group in groups]


def one_sided(differences, clusters, width, alpha):
    """Lower and upper bound of the mean difference at level 1 − alpha each; None where there are none."""
    if not differences or alpha >= 0.5:
        return None
    level = 1 - 2 * alpha
    bets, weights = bet_on(differences, clusters)
    known = [betting(bets, -width, width, alpha, weights)] if width is not None else []
    if clusters is not None:
        centre, error, df, _ = clustered(differences, clusters)
        if error is None or is_flat(error, centre):
            return None
        known.append(t_interval(centre, error, df, level))
    elif width is None:
        error = standard_error(differences)
        if error is None or is_flat(error, mean(differences)):
            return None
        known.append(t_interval(mean(differences), error, len(differences) - 1, level))
    adjusted = hall(contributions(differences, clusters), level) if width is None else None
    if adjusted is not None:
        known.append(adjusted[2])
    return min(low for low, _ in known), max(high for _, high in known)


def equivalence(differences, clusters, width, margin, alpha):
    """The larger p of the two one-sided tests; None where there are none."""
    if one_sided(differences, clusters, width, alpha) is None:
        return None
    found = []
    for sign in (1, -1):
        turned = [sign * difference for difference in differences]
        if width is not None:
            if margin >= width:
                found.append(0.0)
            else:
                bets, weights = bet_on(turned, clusters)
                units = [(value + width) / (2 * width) for value in bets]
                wealth = Bets(units, alpha, weights).log_wealth((width - margin) / (2 * width))
                found.append(min(1.0, math.exp(-wealth)))
        if clusters is not None:
            centre, error, df, _ = clustered(turned, clusters)
            found.append(t_survival((centre + margin) / error, df))
        elif width is None:
            error = standard_error(turned)
            found.append(t_survival((mean(turned) + margin) / error, len(turned) - 1))
        adjusted = hall(contributions(turned, clusters), 0.95, -margin) if width is None else None
        if adjusted is not None:
            found.append(adjusted[1])
    return max(found)
