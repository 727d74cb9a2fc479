// Plain text that was pasted: its paragraphs, lists and quotations, lines that a program broke joined again, and
// the signs of Markdown as what they stand for.

import { htmlOf, tableHtml } from "./pasted-blocks.js";
import { addressOf } from "./pasted-parts.js";
import { seen } from "./pasted-words.js";

const BULLET = /^\s*[-*+•●·▪◦–]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,3})[.)]\s+(?=\S)/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)[\s#]*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const ROW = /^\s*\|(.*)\|\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const MORE_THAN = /^\s{0,3}>\s?(?!\s*\d{1,3}[.)]\s)(=|[~≈.£€$]?\s?[\d¼-¾⅐-⅞])/;
const PLUS = /^\s*\+\s/;
const PLUS_AMOUNT = /^\s*\+\s+[~≈.£€$]?\s?[\d¼-¾⅐-⅞]/;
const LINK = /\[([^\][]+)\]\((\S+?)\)/g;
const CODE = /`([^`\n]+)`/g;
const BARE = { strong: false, em: false, href: null };
const WIDE = 40; // letters: a shorter line was hardly broken by a program
const NEARLY = 0.75; // of the width of the longest line, as long are lines that a program broke
const FEW_JOINS = 0.6; // of a paragraph's lines, that go on in the middle of a sentence
const STAYS = /\b(\w|well|self|non|anti|long|short|high|low|over|under|follow|evidence)-$/i;

/** The text as HTML; empty for a single line, which goes in as it is. */
export function plainHtml(text) {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .replace(/^\n+|\n+$/g, "")
    .split("\n");
  if (lines.length < 2) return "";
  const parts = quotedParts(lines);
  const isWholeMail = parts.every(({ isQuoted }) => isQuoted);
  return htmlOf(
    parts.flatMap((part, place) => {
      const quotation = !isWholeMail && part.isQuoted ? `the one of part ${place}` : null;
      return blocksOf(part.lines).map((block) => ({ ...block, quotation }));
    }),
  );
}

/** Lines with the sign of a quote, without it, and those between them; an empty line belongs to those
 * before it. */
function quotedParts(lines) {
  const amounts = linesOfAmounts(lines, QUOTE, MORE_THAN);
  const parts = [];
  lines.forEach((line, place) => {
    const isMore = amounts.has(place);
    const last = parts.at(-1);
    const isQuoted = line.trim() ? QUOTE.test(line) && !isMore : Boolean(last?.isQuoted);
    if (last?.isQuoted !== isQuoted) parts.push({ isQuoted, lines: [] });
    parts.at(-1).lines.push(isMore ? line : line.replace(QUOTE, ""));
  });
  return parts;
}

/** The places of lines in which the sign says “more than” or “plus”: each of those together goes on
 * with an amount. */
function linesOfAmounts(lines, sign, amount) {
  const found = new Set();
  let together = [];
  [...lines, ""].forEach((line, place) => {
    if (sign.test(line)) {
      together.push(place);
      return;
    }
    if (together.every((at) => amount.test(lines[at]))) for (const at of together) found.add(at);
    together = [];
  });
  return found;
}

function blocksOf(lines) {
  const blocks = [];
  const amounts = linesOfAmounts(lines, PLUS, PLUS_AMOUNT);
  const indents = []; // of the items that are open, the outermost first
  let isNew = true; // whether the next line begins something
  for (let place = 0; place < lines.length; place += 1) {
    const line = lines[place];
    const heading = HEADING.exec(line);
    const last = blocks.at(-1);
    if (!line.trim() || RULE.test(line)) {
      isNew = true;
      continue;
    }
    if (heading) {
      blocks.push({ kind: "words", level: heading[1].length, lines: [heading[2]] });
      isNew = true;
      continue;
    }
    if (isTable(lines, place)) {
      const rows = tableRows(lines, place);
      blocks.push({ kind: "table", html: tableHtml(rows, "") });
      place += rows.length; // and the line between head and body
      isNew = true;
      continue;
    }
    const isIndented = /^(\t| {2})/.test(line);
    if (!amounts.has(place) && (BULLET.test(line) || NUMBER.test(line))) {
      if (last?.kind !== "item") indents.length = 0;
      blocks.push(itemOf(line, indents));
    } else if (isNew) {
      const isMore = last?.kind === "item" && isIndented;
      blocks.push(isMore ? { ...last, isMore, lines: [line] } : { kind: "words", lines: [line] });
    } else if (last.kind === "words" || isIndented || goesOn(last.lines.at(-1), line)) {
      last.lines.push(line);
    } else {
      blocks.push({ kind: "words", lines: [line] });
    }
    isNew = false;
  }
  return blocks.flatMap(written);
}

/** A line after an item that goes on with its sentence. */
const goesOn = (line, next) => /^\s*\p{Ll}/u.test(next) && !/[.!?:;]\s*$/.test(line);

function itemOf(line, indents) {
  const indent = /^\s*/.exec(line)[0].replaceAll("\t", "    ").length;
  while (indents.length && indents.at(-1) > indent) indents.pop();
  if (!indents.length || indents.at(-1) < indent) indents.push(indent);
  const number = NUMBER.exec(line)?.[1];
  return {
    kind: "item",
    depth: indents.length,
    ordered: Boolean(number),
    number: number ? Number(number) : null,
    lines: [line.replace(number ? NUMBER : BULLET, "")],
  };
}

// --- Tables of Markdown -------------------------------------------------------------------------

const isTable = (lines, place) =>
  ROW.test(lines[place]) && /^[\s|:-]*---[\s|:-]*$/.test(lines[place + 1] ?? "");

function tableRows(lines, place) {
  let end = place + 2;
  while (ROW.test(lines[end] ?? "")) end += 1;
  const rows = [lines[place], ...lines.slice(place + 2, end)].map((line, row) =>
    ROW.exec(line)[1]
      .split("|")
      .map((cell) => ({ pieces: cell.trim() ? pieces(cell) : [], isHead: row === 0 })),
  );
  const width = Math.max(...rows.map((row) => row.length));
  const nothing = { pieces: [], isHead: false };
  return rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? nothing));
}

// --- Lines into paragraphs ----------------------------------------------------------------------

/** A block with its words: one where a program broke its lines, else one for each line. */
function written({ lines, ...block }) {
  if (block.kind === "table") return [block];
  const paragraphs = block.kind === "item" || isWrapped(lines) ? [joined(lines)] : lines;
  return paragraphs.map((words) => ({ ...block, pieces: pieces(words) }));
}

/** Whether a program broke these lines: none has room for the first word of the next one, or most go
 * on in the middle of a sentence. */
function isWrapped(lines) {
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  if (lines.length < 2 || width < WIDE) return false;
  const joins = lines.slice(1).map((next, place) => [lines[place].trimEnd(), next.trim()]);
  const hasRoom = ([line, next]) => line.length + 1 + next.split(/\s/)[0].length <= width;
  const middle = joins.filter(([line, next]) => line.length > NEARLY * width && goesOn(line, next));
  return !joins.some(hasRoom) || middle.length >= FEW_JOINS * joins.length;
}

/** One line of several; a word that was divided at the end of one is whole again. */
function joined(lines) {
  return lines
    .map((line) => line.trim())
    .reduce((before, line) => {
      if (!/\p{L}-$/u.test(before) || !/^\p{Ll}/u.test(line)) return `${before} ${line}`;
      return (STAYS.test(before) ? before : before.slice(0, -1)) + line;
    });
}

/** The words with their links; emphasis is read by the editor itself. */
function pieces(words) {
  const text = seen(words).trim().replace(CODE, "$1");
  const found = [];
  let place = 0;
  for (const link of text.matchAll(LINK)) {
    const href = addressOf(link[2]);
    if (!href) continue;
    found.push({ text: text.slice(place, link.index), ...BARE }, { text: link[1], ...BARE, href });
    place = link.index + link[0].length;
  }
  found.push({ text: text.slice(place), ...BARE });
  return found.filter((piece) => piece.text);
}
