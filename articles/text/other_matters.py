"""Phrases with the words of a warning sign that mean none: leaking gear, seasons, charity walks.

Each line names kinds of things, so that it also covers texts that nobody has seen. It is written
like a line of a sign: commas separate words with the same meaning here; a plus means that one of
the words before it stands directly before one of the words after it, with only articles and the
like between them; a star stands for any ending of a word.

Such a phrase is replaced where it stands and the rest of the text still counts: so a line may hold
only what nobody in danger would say. Words are compared as they are typed, and short words count,
because they change the meaning: *walked past an accident*, *my past accident*.
"""

import re

SET_ASIDE = "elsewhere"  # the replacement: a word that no line of a sign has
_BETWEEN = (
    r" (?:(?:a|an|the|my|your|our|his|her|this|that|these|new|old|is|are|was|were|has|have) )*"
)

_LINES = """
fall, falls, falling, fallen, fell + in love, pregnant, behind, short of goal, short of step*, short of target, apart, out with, off plan, off wagon, into habit*, into bad habit*, back into bad habit*, back into habit*
fall, falls, falling + colour*, color*, leaf, leaves, foliage, weather, season, festival, trails, tips, hikes, walks, risk, proof*, prevention
fall, drop, rise + in + number*, temperature*, price*, pressure, steps
fell, fall + in routine, into routine
fell + tops, top route, top walk, pony, ponies, terrier*
falls + prevention, class*, clinic, park, risk, road, loop
autumn, autumn and, niagara, victoria, angel + fall, falls
route, bus, room, page, platform, bpm + 111, 112, 911, 999
111, 112, 911, 999 + steps, beats, bpm, km, kms, kilometres, miles, metres, calories, stairs, people, porsche, bus
ambulance + charity, charity walk
emergency + blanket*, snack*, food, ration*, poncho*, whistle*, shelter*, torch*, chocolate, biscuit*, kit, kits, exit*, contact, contacts, plumber
red flag, red flags + on beach, at beach, at sea
cancer, hiv, heart attack, casualty, crash, emergency, fever, suicide + drama*, documentar*, podcast*, novel*, film*, movie*, storyline*, squad
casualty + series, episode*
cancer, hiv, lupus, leuk*, stroke, osteoporosis, sepsis + research, charit*, fundrais*, awareness, relay, charity walk, walk charity
charity walk for, charity run for, sponsored walk for, race for life, in aid of + hospice, cancer, hiv, lupus, leuk*, sepsis, osteoporosis
tropic of, star sign, zodiac + cancer
cancer + zodiac, horoscope*
how many mets, mets + brisk, score*, value*, per, minutes, game*, stadium
boost*, improve*, strengthen*, good for, helps, support, supports + immune, immune system, immunity
can, to, walks, walking, exercise + help immune, help immunity
immune + to
flu, covid, shingles, pneumonia, meningitis, tetanus, tb + jab*, vaccin*, booster*
transplant* + seedling*, plants, some plants, tomatoes, shrub*, roses, trees, bulbs
hydration, rucksack, backpack, camelback, camelbak + bladder*
bladder + hose, for rucksack, for backpack
boot*, shoe*, trainers, wellies, jacket, coat, waterproofs, tent, roof, bottle, flask, tap, sink, pipe, boiler, radiator, fridge, umbrella, rucksack + leak*, keeps leaking, keep leaking, started leaking, started to leak
leak, leaky, leaking + boot*, shoe*, trainers, wellies, jacket, coat, tent, roof, bottle, flask, tap, sink, pipe
wet + bed, bed sheets, sheets, trousers, pants, jeans, socks, clothes + with, from, by, in + hot water, hot drink*, rain, water, puddle*, dew, river, stream, sea, snow, coffee, tea, bottle
accident, accidents + statistic*, stats, rate, rates, form, forms, at work form, report, book, black spot*, blackspot*, prevention, with bottle, with water bottle, with coffee, with tea, with paint
walked past, walk past, drove past, saw, witnessed, prevent*, avoid*, report* + accident, accidents, car accident, crash
dog, dogs, puppy, cat, kitten + had accident, having accident, attacked shoe*, attacked boot*, attacked slipper*, attacked ball, attacked cushion*, attacked sofa
dog, dogs, cat, cats, fox, bird, sheep, cow, horse + poo, poop, poos
poo, poop, nappy + bag, bags
change, changing, changed + nappy, nappies, diaper*, dirty nappies, baby nappies, babys nappy, baby nappy
shivering + dog*, puppy, cat, sheep
where to, where can i, where do i, where do you, where can we + pee, wee, poo, go for wee, go for pee
pee, wee, poo, toilet, loo, comfort + break, breaks
water makes me, tea makes me, coffee makes me, drinking makes me + pee more, wee more
needed, need + pee, wee + half*
work*, job, shift* + at, for, in + waterworks, water works
past, near, behind, opposite + waterworks, water works
waterworks, water works + near, on, opposite, in, beside + walking, road, street, village, town, river, path, canal, lane, route
weather, wind, room, water, sea, pool, bath, air, oven, outdoor, outside, ground, bedroom, office + temperature*
temperature, temperatures + of, in, for, at + bath, hot bath, warm bath, bath water, pool, water, sea, shower, room, bedroom, sauna
temperature, temperatures + outside, outdoors, drop, drops, dropped, dropping, forecast
temp + work, worker, job, jobs, agency, contract, role
hay, cabin, spring, football, boot + fever
fever + pitch, tree, for football
weather, forecast, wind, rain, traffic, mud, path, signal, music, tv, parking, queue*, food + getting worse, gets worse, got worse, only getting worse
worried, worry, worrying, scared, afraid, frightened, terrified, anxious, nervous + about, of, by + weather, rain, storm*, thunder*, lightning, wind, height*, dog*, cow*, bull*, dark, traffic, spider*, snake*, tick*, boots, shoes, kit, getting lost, losing way, losing path, mud, parking, missing
how fast should, how high should + heart*, pulse
heart rate + zone*, monitor*, should
chest + strap*, harness, freezer, press, of drawers, expander*
suicide, suicides + sprints, drills, shuttles, squats
roll, rolling, rolled, turn, turning, turned + in bed, over in bed
both, first, second, last, next, final, each + leg, legs + of + trail, walk, trip, race, journey, hike, route, flight
hump back, humpback, humped back + bridge*, whale*
speed + bump, bumps
foot, drop foot + stool, stools
lump + sum, sums
crash + course*, diet*, mat, mats, pad, helmet*, out, on sofa
crashed, crashing + out, on sofa, on the sofa
app, phone, site, website, page, computer, laptop, browser, watch + crash, crashes, crashed, keeps crashing
faint + path*, line*, hearted, trail, smell, mark*, track
collapsed + tent, umbrella, table, mattress, arch, arches
sweaty, sweating + back + rucksack, backpack, bag, from rucksack, from backpack, under rucksack, under backpack
chill, chilling + out, at home, on sofa, on settee, on couch, on beach, in garden, in park, in pub, in sun, with friends, with family, with mates
clotted + cream
accident, steroid + free
crashing + waves
aaa + batter*, cell, cells, membership, map
batter* + aaa
collapsible + walking, trekking, pole*, stick*, chair*, table*, bottle*, cup*
dying + to go for, to go on, to go out, to go back, to go hiking, to go walking, to get, to try, to see, to know, to walk, to run, to start, to do, for a, for some
"""  # noqa: E501 (a line is a kind)


def _pattern(line: str) -> str:
    parts = (part.split(",") for part in line.split(" + "))
    either = ("|".join(re.escape(term.strip()) for term in terms) for terms in parts)
    return (
        _BETWEEN.join(f"(?:{terms})" for terms in either)
        .replace(r"\*", r"\w*")
        .replace(r"\ ", _BETWEEN)
    )


_OTHER_MATTERS = re.compile(rf"\b(?:{'|'.join(map(_pattern, _LINES.strip().splitlines()))})\b")


def set_other_matters_aside(text: str) -> str:
    """`text` with `SET_ASIDE` in place of each phrase that has a sign's words but means none.

    `text` has to be in lower case and without apostrophes.
    """
    return _OTHER_MATTERS.sub(SET_ASIDE, text)
