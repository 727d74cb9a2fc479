"""What axe finds on an open page, in each look that it is given.

axe is given to the page through the debugging protocol, so the page's own policy stays in force.
Most of its time goes into contrasts. The code of what a page shows is judged in its first look, and
in a further one where something else is shown; colours, of texts that are painted in a way that has
not been judged, here or on a page before.
"""

import json
from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOUR = ["color-contrast", "link-in-text-block"]
BY_LAYOUT = ["target-size", "scrollable-region-focusable"]
# How wide the page and how large its letters are, and of each element whether it is there to be
# seen or heard: most rules judge the code of what is. The site's own navigation leaves a link out
# on a phone, on every page alike.
SHOWN = """() => [
  `${innerWidth} px, ${getComputedStyle(document.documentElement).fontSize}`,
  [...document.querySelectorAll("*")].map((each) => {
    const { width, height, right } = each.getBoundingClientRect();
    const isThere = each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (each.closest(".site-nav")) return "";
    return isThere ? 1 + (width * height > 1) + 2 * (right < 0) : 0;
  }).join(""),
]"""
# How each text that is seen is painted: its letters and what is behind them, from the outermost
# element inwards. Those that are painted as none of `known` are kept as `fresh`, and those that
# are put over something, of which nobody can say what.
PAINTED = """(known) => {
  const OF_TEXT = ["color", "fontSize", "fontWeight", "opacity", "textDecorationLine"];
  const BEHIND = ["backgroundColor", "backgroundImage", "borderBottomWidth", "textShadow"];
  const ways = new Map([[null, ""]]);
  const way = (each) => {
    if (!ways.has(each)) {
      const style = getComputedStyle(each), around = way(each.parentElement);
      const own = `/${[...OF_TEXT, ...BEHIND].map((name) => style[name]).join(" ")}`;
      const over = /absolute|fixed/.test(style.position) ? "/over" : "";
      ways.set(each, (around.endsWith(own) ? around : around + own) + over);
    }
    return ways.get(each);
  };
  const isRead = (each) => {
    const { width, height, right } = each.getBoundingClientRect();
    return width * height > 1 && right > 0
      && each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && (each.matches("input, select, textarea")
        || [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  };
  const texts = [...document.body.querySelectorAll("*")].filter(isRead);
  const isFresh = (each) => !known.includes(way(each)) || way(each).includes("/over");
  window.fresh = texts.filter(isFresh);
  return [...new Set(fresh.map(way))];
}"""
# Django's admin fades from one scheme to the other, each element after the one that it is in.
END_OF_FADING = """() => {
  for (let round = 0; round < 50; round++) {
    const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
    if (fading.length === 0) return;
    for (const each of fading) each.finish();
  }
}"""


def findings(page, rules=RULES, *, but=(), within="document") -> list[str]:
    """What axe finds on the open page, each with where it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # Without preloading: it would insert style elements, which the policy reports. And without
    # describing each element where nothing is found: that takes half of the time.
    left_out = {name: {"enabled": False} for name in but}
    options = json.dumps(
        {"runOnly": rules, "rules": left_out, "preload": False, "resultTypes": ["violations"]}
    )
    violations = page.evaluate(f"axe.run({within}, {options}).then((found) => found.violations)")
    return [
        f"{page.url} {found['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for found in violations
        for node in found["nodes"]
    ]


def show(page, scheme: str) -> None:
    """The open page in another scheme, with every colour at its end."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(END_OF_FADING)


def judged(page, painted: set[str], shown: set[str]) -> list[str]:
    """What axe finds on the open page as it looks now, and has not judged before: `painted` are
    the ways in which texts were painted, on whatever page, `shown` is what this one has shown."""
    fresh = page.evaluate(PAINTED, sorted(painted))
    painted.update(fresh)
    layout, now = page.evaluate(SHOWN)
    found = []
    if now not in shown:
        found = findings(page, but=BY_COLOUR)
    elif layout not in shown:
        found = findings(page, BY_LAYOUT)
    shown.update({layout, now})
    return found + (findings(page, BY_COLOUR, within="{include: fresh}") if fresh else [])
