"""What the clusters page asks beside the tracks themselves: a track by name."""

from data.reads import tracks as reads

MAX_FOUND = reads.MAX_FOUND


find = reads.find
