"""Invented names for the demo catalogue: artists, tracks, albums, channels and video titles.

Every name is composed from the lists below, so none is taken from a real catalogue. A name is
its number written in a mixed radix, with words for digits: different numbers give different
names until the combinations run out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Words = tuple[str, ...]
Parts = tuple[Words, ...]


def _words(text: str, *, before: str = "", after: str = "") -> Words:
    return tuple(before + word.replace("_", " ") + after for word in text.split())


ONSETS = _words(
    "Al Bel Bri Cal Cor Da Del Do El Em Fa Fen Gal Han Il Is Jo Ka Kel Li Lo Ma Mar Mi Na Ne "
    "Nor O Or Pa Pe Ra Ri Ro Sa Se Sol Ta Ti Va Ve Vi Wy Ya Ze"
)
ENDINGS = _words(
    "bara bo dan dela dric dy eva fina gan la lan lia lin lo mara mir na nda nel nica nika "
    "nor ria rian rin ro sa sha sko tan thea tika von wen xo ya zé ël ña ö"
)
ROOTS = _words(
    "Ald Ash Barr Beck Brenn Cald Carr Crow Dael Dray Eld Fair Farr Fjell Gray Hal Harr Hask "
    "Holl Jarr Kest Lang Lark Lind Lun Marl Mor Nev Oak Pell Quill Rav Rook Sand Sel Stav "
    "Stern Tamb Thorn Vance Vel Wex Wil Yar Zell"
)
TAILS = _words(
    "acre ado ander ane arro aux bourne brook by combe dale den ell ero eska ett field ford "
    "gate grove ham hart ine ing ison ley lund mere mond more ova ovi quist ridge row sen "
    "shaw son stad ston ström ton vale well wick wood worth"
)
COLOURS = _words(
    "Amber Ashen Bitter Borrowed Broken Chrome Copper Crooked Distant Electric Empty Faded "
    "Feral Frozen Gentle Gilded Hollow Hungry Idle Ivory Jagged Lonely Lucid Marble Midnight "
    "Neon Northern Opal Paper Patient Plastic Quiet Restless Ruby Rusted Salted Scarlet "
    "Secret Silver Sleepless Slow Southern Static Stolen Sudden Tender Thirsty Velvet Violet "
    "Wild Winter Wooden"
)
CROWDS = _words(
    "Almanacs Anchors Antlers Arcades Balconies Bandits Beacons Brokers Cadets Cartographers "
    "Comets Couriers Dials Divers Echoes Embers Ferrymen Foxes Gardeners Ghosts Harbours "
    "Hours Islands Kites Ladders Lanterns Magpies Mariners Meters Mirrors Moths Neighbours "
    "Orchards Otters Parades Pilots Postcards Prophets Rivals Rooftops Saints Satellites "
    "Sirens Sparrows Strangers Swimmers Tigers Tourists Trams Travellers Umbrellas Voltage "
    "Wardens Waves Weavers Wolves"
)
STAGES = _words("Baby Captain DJ Don Doña Kid King Lady Lil MC Major Miss Mister Saint Tía Young")
THINGS = _words(
    "Alarm Anchor Answer Arrow Autumn Avenue Balcony Ballroom Bicycle Birthday Border Breath "
    "Bridge Candle Carousel Ceiling Chorus Circle Coast Coffee Compass Corner Crown Curtain "
    "Daylight Desert Diamond Distance Doorway Dream Echo Elevator Ember Engine Evening "
    "Feather Fever Fire Flood Garden Ghost Glass Gold Gravity Guitar Harbour Heart Heaven "
    "Highway Holiday Honey Horizon House Hunger Hurricane Ink Island January Jasmine Kingdom "
    "Kiss Ladder Lantern Laughter Letter Lightning Luck Machine Magnet Matchstick Memory "
    "Mirror Money Monsoon Moon Morning Motel Mountain Night Ocean Orchard Parade Perfume "
    "Photograph Pilot Planet Pocket Pressure Promise Radio Rain Rhythm River Rooftop Rumour "
    "Sailor Satellite Secret Shadow Silence Skyline Smoke Snow Station Storm Stranger Sugar "
    "Summer Sunday Sunlight Taxi Telephone Thunder Ticket Tide Tomorrow Train Treasure "
    "Umbrella Valley Voice Wallpaper Water Weather Whisper Window Wire"
)
OPENERS = (
    *_words(
        "Another Beyond_the Chasing Dear Every Goodbye Hello Into_the Losing More My No No_More"
    ),
    *_words("Only Our Some Still That This_Is Through_the Under_the Waiting_for Your"),
)
LINKS = _words(
    "& and at_the Before_the Behind_the for_the in_the of of_the on_the or Over_the Without"
)
TENDER = _words(
    "Alma Arena Brisa Calle Canción Casa Ciudad Estrella Flor Isla Lluvia Luna Marea Mañana "
    "Mirada Noche Orilla Playa Primavera Puerta Risa Sombra Tarde Tormenta Voz"
)
TENDER_ENDS = (
    *_words(
        "Azul Conmigo de_Abril de_Cristal de_Enero de_Papel del_Mar del_Sur en_el_Agua Perdida"
    ),
    *_words("Rota Secreta Sin_Fin Sin_Ti Lejana"),
)
HOUSES = _words(
    "Blackbird Coral Eastgate Foxglove Harrow Lumen Meridian Nightjar Paragon Tidewater"
)
HOUSE_ENDS = _words("Records Music Sounds Recordings TV Entertainment", before=" ")


def _after(words: Words, space: str = " ") -> Words:
    return tuple(space + word for word in words)


ARTIST_KINDS: tuple[Parts, ...] = (
    (ONSETS, ENDINGS, _after(ROOTS), TAILS),
    (("The ",), COLOURS, _after(CROWDS), ("", *_after(ROOTS, " of "))),
    (ONSETS, ENDINGS, _after(ROOTS), TAILS, _after(CROWDS, " & the ")),
    (STAGES, _after(ONSETS), ENDINGS, ("", *_after(COLOURS))),
    (ROOTS, TAILS, ("", *_after(CROWDS), *_after(THINGS))),
)
ARTIST_TURNS = (0, 4, 0, 1, 0, 3, 0, 2)
TITLE_KINDS: tuple[Parts, ...] = (
    (THINGS,),
    (COLOURS, _after(THINGS)),
    (OPENERS, _after(THINGS)),
    (THINGS[::2], _after(LINKS), _after(THINGS[1::2])),
    (("La ", "Una ", "Mi ", "Esta ", "Otra "), TENDER, ("", *_after(TENDER_ENDS))),
    (OPENERS, _after(COLOURS), _after(THINGS[::2]), _after(LINKS[:2]), _after(THINGS[1::2])),
)
TITLE_TURNS = (0, 1, 3, 2, 1, 3, 4, 3, 2, 5)
CONCERTS = (" - Live", *_words("Harbour Rooftop Orchard Ballroom", before=" - Live at the "))
EDITIONS = ("", "", " (Deluxe)", "", "", "", "", " (Expanded Edition)", "", "", "")
FORM_ENDS = (
    *("", " (Official Video)", " (Official Music Video)", " [Official Audio]"),
    *(" (Official Lyric Video)", " (Lyrics)"),
)
FORMS = ((0.52, 0.22, 0.14, 0.06, 0.06, 0.0), (0.80, 0.01, 0.0, 0.05, 0.02, 0.12))
"""How often video titles end in these ways, with an official video and without."""
CHANNELS = ((0.41, 0.22, 0.09, 0.15, 0.12, 0.01), (0.02, 0.14, 0.05, 0.09, 0.48, 0.22))
"""How often the channel is VEVO's, the artist's, official, a label's, somebody's, a topic."""
FANS = (*_words("Crew Fan_Club Lyrics Archive", before=" "), "remastered4")
"""What fans add to an artist's name, for their YouTube channels."""
NUMERALS = ("", *_words("II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI", before=" "))


def join(*pieces: pa.Array | str) -> pa.Array:
    """Concatenate columns of text and constants, row by row."""
    return pc.binary_join_element_wise(*pieces, "")


def pick(choices: Words, where: npt.NDArray[np.integer]) -> pa.Array:
    """Take one of the choices per row."""
    return pa.array(choices, pa.string()).take(pa.array(where))


def where(mask: npt.NDArray[np.bool_], yes: pa.Array | str, no: pa.Array | str) -> pa.Array:
    """Choose between two columns of text, row by row."""
    return pc.if_else(pa.array(mask), yes, no)


def _compose(parts: Parts, codes: Ints, kind: int = 0) -> tuple[pa.Array, Ints]:
    """Spell numbers in words; also say how often the combinations were used up before."""
    capacity = math.prod(map(len, parts))
    stride = round(capacity * 0.618)  # neighbouring numbers get unlike names
    while math.gcd(stride, capacity) > 1:
        stride += 1
    start = capacity * (2 * kind + 1) // 11  # and so do the kinds
    rest = (codes % capacity * stride + start) % capacity
    pieces = []
    for words in parts:
        rest, digit = np.divmod(rest, len(words))
        pieces.append(pick(words, digit))
    return join(*pieces), codes // capacity


def _in_turns(
    kinds: tuple[Parts, ...],
    turns: tuple[int, ...],
    numbers: Ints,
    finish: Callable[[pa.Array, Ints], pa.Array],
) -> pa.Array:
    """Let the kinds of name take turns, each counting only its own names."""
    turn = np.array(turns)
    kind = turn[numbers % len(turn)]
    earlier = np.array([np.sum(turn[:i] == k) for i, k in enumerate(turn)])
    rank = numbers // len(turn) * np.bincount(turn)[kind] + earlier[numbers % len(turn)]
    order = np.argsort(kind, kind="stable")
    made = [finish(*_compose(parts, rank[kind == k], k)) for k, parts in enumerate(kinds)]
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(made).take(pa.array(back))


def artists(numbers: Ints) -> pa.Array:
    """Name artists; different numbers get different names."""
    return _in_turns(
        ARTIST_KINDS, ARTIST_TURNS, numbers, lambda name, again: join(name, pick(NUMERALS, again))
    )


def titles(numbers: Ints) -> pa.Array:
    """Name tracks; numbers next to each other get different names."""
    return _in_turns(TITLE_KINDS, TITLE_TURNS, numbers, lambda name, again: name)


def houses(numbers: Ints) -> pa.Array:
    """Name record labels, for their YouTube channels."""
    return _compose((HOUSES, HOUSE_ENDS), numbers)[0]


def people(numbers: Ints) -> pa.Array:
    """Name people who upload videos."""
    return _compose(ARTIST_KINDS[0], numbers + 10**9)[0]


def decorated(
    rng: np.random.Generator, title: pa.Array, guest: pa.Array, featuring: npt.NDArray[np.bool_]
) -> pa.Array:
    """Add guests, remixes, concerts and remasters to some titles, as often as real ones."""
    n = len(title)
    lot = rng.random(n)
    year = pc.cast(pa.array(rng.integers(1998, 2023, n)), pa.string())
    mixer = people(rng.integers(0, 10**6, n))
    for share, ending in (
        (0.030, join(" - ", mixer, " Remix")),
        (0.009, pick(CONCERTS, rng.integers(0, len(CONCERTS), n))),
        (0.012, join(" - ", year, " Remaster")),
        (0.012, join(" - Remastered ", year)),
    ):
        title = join(title, where((lot >= 0) & (lot < share), ending, ""))
        lot = lot - share
    return join(title, where(featuring, join(" (feat. ", guest, ")"), ""))


def albums(artist: Ints, album: Ints, album_type: Ints, track: pa.Array) -> pa.Array:
    """Name albums; a single is named after its track. Albums count 0 to 3 for each artist."""
    number = artist * 4 + album % 4
    extra = pick(EDITIONS, number * 31 % len(EDITIONS))
    name = artists(artist)
    chosen = np.where(album_type == 2, 2 + artist % 2, album_type)
    return pc.choose(
        pa.array(chosen),
        join(titles(number + 5 * 10**8), extra),
        track,
        join("The Best of ", name),
        join(name, ": Collected"),
    )


def videos(
    rng: np.random.Generator,
    artist: Ints,
    track: pa.Array,
    official: npt.NDArray[np.bool_],
) -> tuple[pa.Array, pa.Array]:
    """Title videos and name their channels: the artist's, a label's or somebody's."""
    n = len(artist)
    name = artists(artist)
    form = np.where(official, rng.choice(6, n, p=FORMS[0]), rng.choice(6, n, p=FORMS[1]))
    plain = rng.random(n) < np.where(official, 0.05, 0.3)
    start = where(plain, "", join(name, " - "))
    title = join(start, track, pick(FORM_ENDS, form))
    kind = np.where(official, rng.choice(6, n, p=CHANNELS[0]), rng.choice(6, n, p=CHANNELS[1]))
    channel = pc.choose(
        pa.array(kind),
        join(pc.replace_substring(name, " ", ""), "VEVO"),
        name,
        join(name, " Official"),
        houses(artist * 7),
        people(rng.integers(0, 10**6, n)),
        join(name, " - Topic"),
    )
    return title, channel


def fan_videos(
    rng: np.random.Generator, artist: Ints, track: pa.Array
) -> tuple[pa.Array, pa.Array]:
    """Title what fans uploaded, a third of it of another track, and name their channels."""
    n = len(artist)
    name = artists(artist)
    other = titles(rng.integers(0, 10**9, n))
    title = join(name, " - ", where(rng.random(n) < 1 / 3, other, track))
    fans = join(name, pick(FANS, rng.integers(0, len(FANS), n)))
    return title, where(rng.random(n) < 0.5, fans, people(rng.integers(0, 10**6, n)))
