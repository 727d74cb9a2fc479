"""Parts of the body, as people call them: no correction may put one in another's place."""

from articles.text.stems import stem

_STEMS = frozenset(
    map(
        stem,
        """
        abdomen ankle anus arm armpit artery arteries back backbone backside belly bladder bone
        bones bottom bowel brain breast bum buttock buttocks calf calves chest coccyx core crotch
        disc disk elbow face facet feet femur fibula finger foot forearm genitals gland glute
        glutes groin hamstring hamstrings hand head heart heel hip hips hipbone instep jaw joint
        kidney knee kneecap leg ligament liver lumbar lung midback muscle muscles neck nerve nerves
        ovary pelvis penis perineum piriformis prostate psoas quad quads rectum rib ribs sacroiliac
        sacrum scrotum shin shoulder skin skull sole spine stomach tailbone tendon testicle thigh
        thighs throat tibia toe toes tongue torso trunk tummy uterus vagina vein vertebra vertebrae
        waist womb wrist
        """.split(),  # noqa: SIM905 (one word a line would fill a page)
    )
)


def is_body_part(word: str) -> bool:
    """Whether `word`, in lower case, names a part of the body."""
    return stem(word) in _STEMS
