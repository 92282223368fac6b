"""Textbook formulas, written anew: nothing here was translated from Assay's own code."""

import math
import random
from collections import Counter, defaultdict

from .distributions import (
    binomial_half_cdf,
    hypergeometric,
    normal_quantile,
    normal_survival,
    t_quantile,
    t_survival,
)
from .memory import remembered

FLAT = 1e-12


def mean(values):
    return math.fsum(values) / len(values) if values else None


def variance(values):
    if len(values) < 2:
        return None
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def deviation(values):
    spread = variance(values)
    if spread is None:
        return None
    root = math.sqrt(spread)
    return 0.0 if is_flat(root, mean(values)) else root


def is_flat(spread, size):
    return spread <= FLAT * max(1.0, abs(size))


def standard_error(values):
    spread = deviation(values)
    return None if spread is None else spread / math.sqrt(len(values))


def t_interval(centre, error, df, level):
    half = t_quantile((1 + level) / 2, df) * error
    return centre - half, centre + half


def wilson(passed, n, level):
    z = normal_quantile((1 + level) / 2)
    share = passed / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    lower = 0.0 if passed == 0 else centre - half
    upper = 1.0 if passed == n else centre + half
    return lower, upper


def two_sided_t(centre, error, df):
    return 2 * t_survival(abs(centre) / error, df)


@remembered
def sign_flip(differences, clusters=None, draws=20_000):
    """p and the standard error of this simulation (0 where all patterns were counted)."""
    if clusters is not None:
        sums = defaultdict(float)
        for difference, cluster in zip(differences, clusters):
            sums[cluster] += difference
        differences = list(sums.values())
    sizes = [abs(difference) for difference in differences if difference != 0]
    observed = abs(math.fsum(difference for difference in differences))
    bound = observed - 1e-9 * max(1.0, math.fsum(sizes))
    if len(sizes) <= 20:
        sums = Counter({0.0: 1})
        for size in sizes:
            step = Counter()
            for total, count in sums.items():
                step[round(total + size, 10)] += count
                step[round(total - size, 10)] += count
            sums = step
        reached = sum(count for total, count in sums.items() if abs(total) >= bound)
        return reached / 2 ** len(sizes), 0.0
    source = random.Random(20261124)
    reached = 0
    for _ in range(draws):
        bits = source.getrandbits(len(sizes))
        total = 0.0
        for place, size in enumerate(sizes):
            total += size if bits >> place & 1 else -size
        reached += abs(total) >= bound
    p = (reached + 1) / (draws + 1)
    return p, math.sqrt(p * (1 - p) / draws)


def wilcoxon(differences):
    """Exact conditional p by counting rank sums; zeros are left out."""
    rest = [difference for difference in differences if difference != 0]
    n = len(rest)
    if n == 0:
        return None
    order = sorted(abs(value) for value in rest)
    places = defaultdict(list)
    for place, value in enumerate(order, start=1):
        places[value].append(place)
    doubled = {value: min(ranks) + max(ranks) for value, ranks in places.items()}
    plus = sum(doubled[abs(value)] for value in rest if value > 0)
    ranks = [doubled[abs(value)] for value in rest]
    total = sum(ranks)
    far = max(plus, total - plus)
    counts = [0] * (total + 1)
    counts[0] = 1
    top = 0
    for rank in ranks:
        for reached in range(top, -1, -1):
            if counts[reached]:
                counts[reached + rank] += counts[reached]
        top += rank
    return min(1.0, 2 * (sum(counts[far:]) / 2**n))


def wilcoxon_normal(differences):
    rest = [difference for difference in differences if difference != 0]
    n = len(rest)
    order = sorted(abs(value) for value in rest)
    places = defaultdict(list)
    for place, value in enumerate(order, start=1):
        places[value].append(place)
    plus = math.fsum(mean(places[abs(value)]) for value in rest if value > 0)
    ties = sum(len(ranks) ** 3 - len(ranks) for ranks in places.values())
    spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48)
    distance = abs(plus - n * (n + 1) / 4)
    return min(1.0, 2 * normal_survival(max(0.0, distance - 0.5) / spread))


def mcnemar(first, second):
    n = first + second
    if n == 0:
        return 1.0, 1.0
    few = min(first, second)
    tail = binomial_half_cdf(few, n)
    point = math.comb(n, few) / 2**n
    return min(1.0, 2 * tail), min(1.0, 2 * tail - point)


def bonett_price_moments(candidate_only, baseline_only, n):
    """Difference and error of two paired proportions with one imagined item of each discordant kind."""
    up, down = (candidate_only + 1) / (n + 2), (baseline_only + 1) / (n + 2)
    return up - down, math.sqrt((up + down - (up - down) ** 2) / (n + 2))


def bonett_price(candidate_only, baseline_only, n, level):
    difference, error = bonett_price_moments(candidate_only, baseline_only, n)
    half = normal_quantile((1 + level) / 2) * error
    return max(-1.0, difference - half), min(1.0, difference + half)


def fisher(events, trials):
    """Two-sided: all tables at most as probable as the observed one."""
    total, hits = sum(trials), sum(events)
    lowest, highest = max(0, hits - trials[1]), min(hits, trials[0])
    chances = [hypergeometric(k, total, hits, trials[0]) for k in range(lowest, highest + 1)]
    observed = chances[events[0] - lowest]
    return min(1.0, math.fsum(p for p in chances if p <= observed * (1 + 1e-7)))


def holm(p_values):
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values):
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted = [None] * len(p_values)
    lowest = 1.0
    for rank in range(len(known), 0, -1):
        p, place = known[rank - 1]
        lowest = min(lowest, len(known) * p / rank)
        adjusted[place] = lowest
    return adjusted


def cliffs_delta(baseline, candidate):
    if not baseline or not candidate:
        return None
    ordered = sorted(baseline)
    import bisect

    above = sum(bisect.bisect_left(ordered, value) for value in candidate)
    below = sum(len(ordered) - bisect.bisect_right(ordered, value) for value in candidate)
    return (above - below) / (len(baseline) * len(candidate))


def hedges(df):
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2) if df > 1 else None


def skewness(values):
    spread, n = deviation(values), len(values)
    if n < 3 or not spread:
        return None
    centre = mean(values)
    cubes = math.fsum((value - centre) ** 3 for value in values)
    return n / ((n - 1) * (n - 2)) * cubes / spread**3


def clustered(values, clusters):
    """Mean, CR2 standard error, Satterthwaite's degrees of freedom and number of clusters."""
    centre, n = mean(values), len(values)
    sums, sizes = defaultdict(float), Counter(clusters)
    for value, cluster in zip(values, clusters):
        sums[cluster] += value - centre
    count = len(sums)
    if count < 2:
        return centre, None, None, count
    squares = math.fsum(total * total / (1 - sizes[cluster] / n) for cluster, total in sums.items())
    # Moments of that quadratic form when items are independent: its expectation and half its variance.
    weight = {cluster: 1 / (1 - size / n) for cluster, size in sizes.items()}
    second = math.fsum(
        weight[one] * weight[two] * (sizes[one] * (one == two) - sizes[one] * sizes[two] / n) ** 2
        for one in sizes
        for two in sizes
    )
    first = math.fsum(weight[one] * (size - size * size / n) for one, size in sizes.items())
    return centre, math.sqrt(squares) / n, first * first / second, count


@remembered
def bca(values, level, clusters=None, others=9_999, draws=4_000):
    """Bias-corrected and accelerated interval of the mean: each end as a least, an own and a most.

    Two programs that draw their own resamples, here `draws` and there `others`, meet other quantiles of one
    distribution: five standard errors of both lie between the least and the most. Where there are few possible
    means, or one value outweighs all others, that is a step that no share of the mean's standard error covers.
    """
    from statistics import NormalDist

    groups = defaultdict(list)
    for place, value in enumerate(values):
        groups[clusters[place] if clusters is not None else place].append(value)
    sums = [(math.fsum(group), len(group)) for group in groups.values()]
    total, n = math.fsum(values), len(values)
    estimate = total / n
    source = random.Random(20261124)
    replicates = []
    for _ in range(draws):
        drawn = source.choices(sums, k=len(sums))
        replicates.append(math.fsum(part for part, _ in drawn) / sum(size for _, size in drawn))
    replicates.sort()
    below = sum((r < estimate - 1e-12) + 0.5 * (abs(r - estimate) <= 1e-12) for r in replicates) / draws
    normal = NormalDist()
    left = [(total - part) / (n - size) for part, size in sums]
    middle = mean(left)
    squares = math.fsum((middle - value) ** 2 for value in left)
    slope = math.fsum((middle - value) ** 3 for value in left) / (6 * squares**1.5)
    noise = 1 / draws + 1 / others
    weights = [part - estimate * size for part, size in sums]
    step = (max(weights) - min(weights)) / n

    def quantile(share):
        place = min(max(share, 0), 1) * (draws - 1)
        low = int(place)
        high = min(low + 1, draws - 1)
        return replicates[low] + (place - low) * (replicates[high] - replicates[low])

    def around(share, error):
        # Far out the error of a share is that of the next resample, not of none.
        slack = 5 * math.hypot(math.sqrt(max(share * (1 - share), noise) * noise), error)
        # Beyond these resamples' ends the others may hold the most extreme value once more.
        least = replicates[0] - step if share - slack < 1 / draws else quantile(share - slack)
        most = replicates[-1] + step if share + slack > 1 - 1 / draws else quantile(share + slack)
        return least, quantile(share), most

    def bound(share):
        bias = normal.inv_cdf(below)
        z = bias + normal.inv_cdf(share)
        scale = 1 - slope * z
        if scale <= 0:
            return None
        turned = bias + z / scale
        bias_error = math.sqrt(below * (1 - below) * noise) / normal.pdf(bias)
        return around(normal.cdf(turned), normal.pdf(turned) * (1 + 1 / scale**2) * bias_error)

    shares = ((1 - level) / 2, (1 + level) / 2)
    ends = [bound(share) for share in shares] if 0 < below < 1 else [None]
    # Uncorrected where the correction is not defined.
    return [around(share, 0) for share in shares] if None in ends else ends
