// What was read of a clipboard, written as one of our texts: headings of our two levels, lists in
// lists, tables, quotations, and lines that begin with a list's sign as the items that they are.

import { escaped, isAllStrong, withoutFirst, wordsOf, written } from "./pasted-words.js";

export function tableHtml(rows, caption) {
  const isHead = (cells) => {
    const worded = cells.filter(({ pieces }) => pieces.length);
    return worded.length > 0 && worded.every((cell) => cell.isHead || isAllStrong(cell.pieces));
  };
  const headRow = isHead(rows[0]);
  const headColumn = isHead(rows.slice(headRow ? 1 : 0).map(([first]) => first));
  const html = rows.map((row, place) => {
    const cells = row.map(({ pieces }, column) => {
      const head = (headRow && place === 0) || (headColumn && column === 0);
      const tag = head ? "th" : "td";
      return `<${tag}><p>${written(pieces, { plain: head })}</p></${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const says = caption ? `<caption>${escaped(caption)}</caption>` : "";
  return `<table>${says}<tbody>${html.join("")}</tbody></table>`;
}

const TOP = 3; // the question above an answer is the page's level 2

/** Our two levels for those that came: the topmost is the first, unless all are ours already. */
function levels(blocks) {
  const found = [...new Set(blocks.map(({ level }) => level).filter(Boolean))].sort();
  const areOurs = found.every((level) => level === TOP || level === TOP + 1);
  return (level) => (areOurs ? level : level === found[0] ? TOP : TOP + 1);
}

/** The items from `place` on that stand at `depth` or deeper, as lists: [html, where they end]. */
function lists(blocks, place, depth) {
  let html = "";
  let open = null;
  let next = null; // the number that an item has if it goes on
  const close = () => {
    if (open) html += `</li></${open}>`;
    open = null;
  };
  while (blocks[place]?.kind === "item" && blocks[place].depth >= depth) {
    const item = blocks[place];
    if (item.depth > depth && open) {
      const [inner, end] = lists(blocks, place, item.depth);
      html += inner;
      place = end;
      continue;
    }
    if (item.isMore && open) {
      html += `<p>${written(item.pieces)}</p>`;
    } else {
      const tag = item.ordered ? "ol" : "ul";
      const goesOn =
        open === tag && (!item.ordered || item.number === null || item.number === next);
      if (goesOn) {
        html += "</li>";
      } else {
        close();
        const from = item.ordered && item.number > 1 ? ` start="${item.number}"` : "";
        html += `<${tag}${from}>`;
        next = item.number ?? 1;
        open = tag;
      }
      html += `<li><p>${written(item.pieces)}</p>`;
      next += 1;
    }
    place += 1;
  }
  close();
  return [html, place];
}

/** Blocks in their order: items of lists with how deep they stand, tables, headings, paragraphs; those
 * that name the same quotation stand in one. */
export function htmlOf(read) {
  const blocks = withSignedItems(read);
  const levelOf = levels(blocks);
  const parts = [];
  for (const block of blocks) {
    if (parts.length && parts.at(-1)[0].quotation === block.quotation) parts.at(-1).push(block);
    else parts.push([block]);
  }
  return parts
    .map((part) => [partHtml(part, levelOf), part[0].quotation])
    .map(([html, quotation]) => (quotation ? `<blockquote>${html}</blockquote>` : html))
    .join("");
}

function partHtml(blocks, levelOf) {
  let html = "";
  for (let place = 0; place < blocks.length; ) {
    const block = blocks[place];
    if (block.kind === "item") {
      const [list, end] = lists(blocks, place, block.depth);
      html += list;
      place = end;
      continue;
    }
    const tag = block.level ? `h${levelOf(block.level)}` : "p";
    const plain = block.level > 0;
    html +=
      block.kind === "table" ? block.html : `<${tag}>${written(block.pieces, { plain })}</${tag}>`;
    place += 1;
  }
  return html;
}

// --- Lists that nobody made one of: lines that begin with a sign ---------------------------------

const SIGN = /^\s*(?:[-–•·▪◦●]|(\d{1,3})[.)])\s+(?=\S)/;

const isWords = ({ kind, level, isCaption }) => kind === "words" && !level && !isCaption;

/** Each line that begins with a sign as a block of its own, the lines between them together. */
function linesOf(block) {
  if (!isWords(block)) return [block];
  const lines = [[]];
  for (const piece of block.pieces) {
    if (piece.text === "\n") lines.push([]);
    else lines.at(-1).push(piece);
  }
  const parts = [];
  let wasSigned = true;
  for (const pieces of lines) {
    const isSigned = SIGN.test(wordsOf(pieces));
    if (isSigned || wasSigned) parts.push({ ...block, pieces });
    else parts.at(-1).pieces.push({ text: "\n" }, ...pieces);
    wasSigned = isSigned;
  }
  return parts;
}

/** Where one such line follows another they are items; a lone one is how somebody writes. */
function withSignedItems(blocks) {
  const lines = blocks.flatMap(linesOf);
  const signs = lines.map((line) => isWords(line) && SIGN.exec(wordsOf(line.pieces)));
  const follows = (place, after) => {
    if (!signs[place] || !signs[after]) return false;
    const [one, next] = [signs[place][1], signs[after][1]];
    return one ? Number(next) === Number(one) + 1 : !next;
  };
  const areItems = lines.map((_, place) => follows(place - 1, place) || follows(place, place + 1));
  if (!areItems.includes(true)) return blocks;
  return lines.map((line, place) => {
    if (!areItems[place]) return line;
    const [sign, number] = signs[place];
    return {
      kind: "item",
      quotation: line.quotation,
      depth: 1,
      ordered: Boolean(number),
      number: number ? Number(number) : null,
      pieces: withoutFirst(line.pieces, sign.length),
    };
  });
}
