// The words of a line as they come, and as we write them: marked, and with the spaces one sees.

const escaped = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Without what no reader sees. A fixed space stays only between a number and its unit. */
export function seen(text) {
  return text
    .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "")
    .replace(/(\d)[\u00a0\u202f](?=\p{L})/gu, "$1\ue000")
    .replace(/[\s\u00a0]+/g, " ")
    .replace(/\ue000/g, "\u00a0");
}

/** `pieces` ({text, strong, em, href}) in lines; two line ends in a row begin a new paragraph. */
export function paragraphsOf(pieces) {
  const paragraphs = [[]];
  let ends = 0;
  for (const piece of pieces) {
    if (piece.text === "\n") {
      ends += 1;
    } else if (piece.text.trim() || !ends) {
      if (ends > 1) paragraphs.push([]);
      else if (ends) paragraphs.at(-1).push({ text: "\n" });
      ends = 0;
      paragraphs.at(-1).push(piece);
    }
  }
  return paragraphs.map(tidied).filter((paragraph) => paragraph.some(({ text }) => text.trim()));
}

/** One space between words, none at the ends of a line; neighbours marked alike are one piece. */
function tidied(pieces) {
  const joined = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && last.text !== "\n" && piece.text !== "\n" && isMarkedAlike(last, piece)) {
      last.text += piece.text;
    } else {
      joined.push({ ...piece });
    }
  }
  let before = " ";
  for (const piece of joined) {
    if (piece.text !== "\n") piece.text = seen(piece.text);
    if (/[\s]$/.test(before))
      piece.text = piece.text === "\n" ? "\n" : piece.text.replace(/^ /, "");
    before = piece.text || before;
  }
  joined.forEach((piece, place) => {
    const next = joined[place + 1];
    if (!next || next.text === "\n") piece.text = piece.text === "\n" ? "\n" : piece.text.trimEnd();
  });
  return joined.filter(({ text }) => text);
}

const isMarkedAlike = (one, other) =>
  one.strong === other.strong && one.em === other.em && one.href === other.href;

/** The pieces of one paragraph as HTML. */
export function written(pieces, { plain = false } = {}) {
  return pieces
    .map(({ text, strong, em, href }) => {
      if (text === "\n") return plain ? " " : "<br>";
      let html = escaped(text);
      if (em) html = `<em>${html}</em>`;
      if (strong && !plain) html = `<strong>${html}</strong>`;
      return href ? `<a href="${escaped(href)}">${html}</a>` : html;
    })
    .join("");
}

export const isAllStrong = (pieces) =>
  pieces.length > 0 && pieces.every(({ text, strong }) => strong || !text.trim());

/** `pieces` without their first letters. */
export function withoutFirst(pieces, count) {
  let left = count;
  const kept = pieces.map((piece) => {
    const text = piece.text.slice(left);
    left = Math.max(0, left - piece.text.length);
    return { ...piece, text };
  });
  return kept.filter(({ text }) => text);
}

export const wordsOf = (pieces) => pieces.map(({ text }) => text).join("");

export { escaped };
