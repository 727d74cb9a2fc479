// What one element of a pasted page means: how its words are marked, where it leads, what it is.
// Programs say so in styles and classes of their own, so those are read as text; nothing is rendered.

const LEFT_OUT = new Set(
  (
    "script style meta link title head base xml noscript template img svg picture video audio canvas " +
    "iframe embed map input select textarea button comment colgroup col"
  ).split(" "),
);
const BLOCKS = new Set(
  (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption " +
    "figure footer form header hgroup hr main nav p pre section summary tbody td tfoot th thead tr " +
    "h1 h2 h3 h4 h5 h6 ul ol li table caption"
  ).split(" "),
);
// Marks of notes and comments, and words that a program puts beside a text.
const NO_WORDS =
  /(^|\s)(Mso(Footnote|Endnote|Comment)Reference|sd(foot|end)note(anc|sym)|Apple-interchange-newline|mw-editsection)(\s|$)/;
const NOTES = /^sd(foot|end)note\d+$/; // the notes themselves, as LibreOffice names them
const TRACKING = /^(utm_\w+|gclid|fbclid|mc_[ce]id)$/; // who sent a reader, and nothing of where
const NOTE = /^\[?(\d{1,3}|[a-z]{1,2}|note \d+|citation needed)\]?$/i;
const ALLOWED = new Set(["http:", "https:", "mailto:", "tel:"]);
// Addresses that programs put round the one that was meant: the part of the query that holds it.
const WRAPPERS = [
  [/^www\.google\.[a-z.]+$/, "/url", ["q", "url"]],
  [/\.safelinks\.protection\.outlook\.com$/, "/", ["url"]],
  [/^l\.facebook\.com$/, "/l.php", ["u"]],
];

/** The declarations of an element's own style (renamed in pasted-html.js), by their names. */
function styleOf(element) {
  const found = {};
  for (const part of (element.getAttribute("data-style") ?? "").split(";")) {
    const colon = part.indexOf(":");
    if (colon > 0) {
      found[part.slice(0, colon).trim().toLowerCase()] = part
        .slice(colon + 1)
        .trim()
        .toLowerCase();
    }
  }
  return found;
}

const nameOf = (element) => element.localName;
export const isBlock = (element) => BLOCKS.has(nameOf(element));

/** Whether these words are struck through: somebody took them back. */
export function isStruck(element) {
  const style = styleOf(element);
  const line = style["text-decoration"] ?? style["text-decoration-line"] ?? "";
  return ["del", "s", "strike"].includes(nameOf(element)) || /\bline-through\b/.test(line);
}

/** Whether nobody saw these words, or they belong to a program and not to the text. */
export function isLeftOut(element) {
  const style = styleOf(element);
  const kind = `${element.className}`;
  return (
    LEFT_OUT.has(nameOf(element)) ||
    element.hasAttribute("hidden") ||
    element.getAttribute("aria-hidden") === "true" ||
    style.display === "none" ||
    style["mso-hide"] === "all" ||
    style["mso-list"] === "ignore" ||
    /^(footnote|endnote|comment)-list$/.test(style["mso-element"] ?? "") ||
    isStruck(element) ||
    NO_WORDS.test(kind) ||
    NOTES.test(element.id) ||
    (nameOf(element) === "sup" && NOTE.test(element.textContent.trim()) && hasLink(element))
  );
}

const hasLink = (element) => element.querySelector("a") ?? element.closest("a");

/** The marks of the words in `element`, which stands in words marked `outside`. */
export function marksIn(element, outside) {
  const style = styleOf(element);
  const weight = style["font-weight"];
  const slope = style["font-style"];
  let { strong, em, href, raised } = outside;
  if (["b", "strong"].includes(nameOf(element))) strong = true;
  if (["i", "em"].includes(nameOf(element))) em = true;
  if (weight) strong = /^bold/.test(weight) || Number(weight) >= 600;
  if (slope) em = /^(italic|oblique)/.test(slope);
  if (RAISED[nameOf(element)]) raised = nameOf(element);
  if (/^(super|sub)$/.test(style["vertical-align"] ?? ""))
    raised = style["vertical-align"].slice(0, 3);
  if (nameOf(element) === "a") href = addressOf(element.getAttribute("href")) ?? href;
  return { strong, em, href, raised };
}

const RAISED = {
  sup: ["0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ"],
  sub: ["0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"],
};

const BETWEEN = ",;.–/ "; // stands between figures, as of two notes, and has no raised one

/** Raised and lowered figures as letters of their own: 10² is not 102. Other words stay as they are. */
export function inPlace(text, raised) {
  const [from, to] = RAISED[raised] ?? ["", ""];
  const letters = [...text].map((letter) =>
    BETWEEN.includes(letter) ? letter : to[from.indexOf(letter)],
  );
  return text && letters.every(Boolean) ? letters.join("") : text;
}

/** Where a link leads: an address of this site as a path, no place inside another document. What is
 * written without its site belongs to the page that it was copied from, which nobody knows. */
export function addressOf(href) {
  const written = (href ?? "")
    .replace(/[\t\r\n]/g, "")
    .trim()
    .replaceAll(" ", "%20");
  if (!/^[a-z]+:/i.test(written)) return null;
  let url;
  try {
    url = new URL(written);
  } catch {
    return null;
  }
  for (const [host, path, names] of WRAPPERS) {
    if (!host.test(url.hostname) || url.pathname !== path) continue;
    const meant = names.map((name) => url.searchParams.get(name)).find(Boolean);
    if (meant) return addressOf(meant);
  }
  if (!ALLOWED.has(url.protocol)) return null;
  const tracked = [...url.searchParams.keys()].filter((name) => TRACKING.test(name));
  for (const name of tracked) url.searchParams.delete(name);
  return ownPath(url) ?? (tracked.length ? url.href : written);
}

/** The path of a page of this site that readers can open, else null. */
export function ownPath(url) {
  if (url.origin !== location.origin || url.pathname.startsWith("/admin/")) return null;
  return url.pathname + url.search + url.hash;
}

/** 1 to 6 for a heading, whatever a program calls it; 0 for anything else. */
export function headingLevel(element) {
  const tag = nameOf(element).match(/^h([1-6])$/);
  if (tag) return Number(tag[1]);
  if (element.getAttribute("role") === "heading") {
    return Number(element.getAttribute("aria-level")) || 1;
  }
  const outline = Number(styleOf(element)["mso-outline-level"]);
  if (outline >= 1 && outline <= 6) return outline;
  if (/\bMsoTitle\b/.test(element.className)) return 1;
  if (/\bMsoSubtitle\b/.test(element.className)) return 2;
  return 0;
}

export const isTableCaption = (element) => /\bMsoCaption\b/.test(element.className);

/** What names the quotation that begins with this element; null where none does, as where a mail
 * program sets the mail that it answers under a line. */
export function quotationOf(element) {
  if (/\bMso(Intense)?Quote\b/.test(element.className)) return "Word’s, of several paragraphs";
  const isOfMail =
    element.getAttribute("type") === "cite" ||
    /\bgmail_quote\b/.test(element.className) ||
    [...element.children].some(({ localName }) => localName === "div");
  return nameOf(element) === "blockquote" && !isOfMail ? element : null;
}

const MARKER = /^\s*([·•▪◦●○■□§–\-*]|o(?=\s)|\(?\w{1,4}[.)])/;

/** A list item that is a paragraph with a sign before it, as Word writes them; else null. */
export function wordItem(element) {
  const level = /\blevel(\d)/.exec(styleOf(element)["mso-list"] ?? "");
  const isItem = /\bMsoListParagraph/.test(element.className);
  if (!level && !isItem) return null;
  const ignored = [...element.querySelectorAll("[data-style]")].find(
    (part) => styleOf(part)["mso-list"] === "ignore",
  );
  const sign = (ignored ?? element).textContent.match(MARKER)?.[1];
  if (!sign) return null;
  if (!ignored) removeSign(element, sign);
  const number = /^\(?(\w{1,4})[.)]$/.exec(sign)?.[1];
  return {
    depth: level ? Number(level[1]) : 1,
    ordered: Boolean(number),
    number: number && /^\d+$/.test(number) ? Number(number) : null,
  };
}

/** The sign of an item that no style sets apart from its words. */
function removeSign(element, sign) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(sign);
    if (at < 0) continue;
    node.data = node.data.slice(at + sign.length);
    return;
  }
}

/** How deep an item of a real list stands, by what it says of itself. */
export function saidDepth(item) {
  return Number(item.getAttribute("data-aria-level") ?? item.getAttribute("aria-level")) || 0;
}
