"""What is correlated: the columns, and the two ways of measuring."""

from analytics.stats.correlation import Method
from data.metrics import AUDIO_FEATURES, COUNTS, PARTS

VARIABLES = (*COUNTS, *PARTS, *AUDIO_FEATURES)
METHODS: tuple[Method, Method] = ("pearson", "spearman")
