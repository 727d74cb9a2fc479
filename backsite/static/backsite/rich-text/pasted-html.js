// A pasted page as what our texts are made of: headings, paragraphs, lists, links, emphasis, simple
// tables. Everything else is left behind. The server cleans again whatever is stored.

import {
  headingLevel,
  isBlock,
  isLeftOut,
  isTableCaption,
  marksIn,
  saidDepth,
  wordItem,
} from "./pasted-parts.js";
import { escaped, isAllStrong, paragraphsOf, wordsOf, written } from "./pasted-words.js";

const TOP = 3; // the question above an answer is the page's level 2
const BARE = { strong: false, em: false, href: null };

/** The blocks of a pasted page, in their order; items of lists with how deep they stand. */
class Reader {
  blocks = [];
  pieces = [];
  as = { kind: "words", level: 0 }; // what the words that come now belong to

  read(node, marks) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.text(child.data, marks, node);
      else if (child.nodeType === Node.ELEMENT_NODE && !isLeftOut(child)) {
        this.element(child, marksIn(child, marks));
      }
    }
  }

  text(data, marks, parent) {
    if (parent.closest("pre")) {
      data.split("\n").forEach((line, place) => {
        if (place) this.pieces.push({ text: "\n" });
        this.pieces.push({ text: line, ...marks });
      });
    } else if (data.trim() || this.pieces.length) {
      this.pieces.push({ text: data, ...marks });
    }
  }

  element(element, marks) {
    const tag = element.localName;
    if (tag === "br") this.pieces.push({ text: "\n" });
    else if (!isBlock(element)) this.read(element, marks);
    else if (tag === "ul" || tag === "ol") this.list(element, marks);
    else if (tag === "table" && isOfData(element)) this.table(element);
    else this.block(element, marks);
  }

  /** The words of one block, which begin and end with it. */
  block(element, marks) {
    const before = this.as;
    this.end();
    const item = before.kind === "words" && wordItem(element);
    if (item) this.as = { kind: "item", ...item };
    else if (before.kind === "words") {
      this.as = { kind: "words", level: headingLevel(element), isCaption: isTableCaption(element) };
    }
    this.read(element, marks);
    this.end();
    this.as = before.kind === "item" ? { ...before, isMore: true } : before;
  }

  list(element, marks) {
    const before = this.as;
    this.end();
    const depth = before.kind === "item" ? before.depth + 1 : 1;
    const ordered = element.localName === "ol";
    let number = ordered ? (element.start ?? 1) : null;
    for (const child of element.children) {
      if (child.localName === "ul" || child.localName === "ol") {
        this.as = { kind: "item", depth, ordered };
        this.list(child, marks); // a list in a list and in no item of it, as Google Docs writes them
      } else if (!isLeftOut(child)) {
        this.as = { kind: "item", depth: saidDepth(child) || depth, ordered, number };
        this.read(child, marksIn(child, marks));
        this.end();
        if (ordered) number += 1;
      }
    }
    this.as = before.kind === "item" ? { ...before, isMore: true } : before;
  }

  table(element) {
    this.end();
    const last = this.blocks.at(-1);
    const caption = element.caption?.textContent.trim() || (last?.isCaption ? last.text : "");
    if (last?.isCaption) this.blocks.pop();
    this.blocks.push({ kind: "table", html: tableHtml(rowsOf(element), caption) });
  }

  /** Whatever words came since the last block are one, or several where lines are left empty. */
  end() {
    for (const paragraph of paragraphsOf(this.pieces)) {
      const { level, isCaption, ...as } = this.as;
      const isHeading = as.kind === "words" && level > 0;
      this.blocks.push({
        ...as,
        level,
        isCaption,
        text: wordsOf(paragraph),
        html: written(paragraph, { plain: isHeading }),
      });
      if (as.kind === "item") this.as = { ...this.as, isMore: true };
    }
    this.pieces = [];
  }
}

// --- Tables: of data, and not of a page's layout -------------------------------------------------

function isOfData(table) {
  const rows = [...table.rows].filter((row) => row.closest("table") === table);
  const columns = Math.max(0, ...rows.map((row) => row.cells.length));
  return (
    rows.length > 1 &&
    columns > 1 &&
    !["presentation", "none"].includes(table.getAttribute("role")) &&
    !table.querySelector("table, h1, h2, h3, h4, h5, h6")
  );
}

/** Rows of cells ({pieces, isHead}); a cell over several columns or rows is followed by empty ones. */
function rowsOf(table) {
  const grid = [];
  [...table.rows].forEach((row, place) => {
    grid[place] ??= [];
    for (const cell of row.cells) {
      let column = 0;
      while (grid[place][column]) column += 1;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - place); down += 1) {
        for (let right = 0; right < Math.min(cell.colSpan, 20); right += 1) {
          grid[place + down] ??= [];
          const isFirst = down === 0 && right === 0;
          grid[place + down][column + right] = {
            pieces: isFirst ? cellPieces(cell) : [],
            isHead: cell.localName === "th",
          };
        }
      }
    }
  });
  const width = Math.max(...grid.map((row) => row.length));
  const nothing = { pieces: [], isHead: false };
  return grid
    .map((row) => Array.from({ length: width }, (_, column) => row[column] ?? nothing))
    .filter((row) => row.some(({ pieces }) => pieces.length));
}

/** A cell says one line: its paragraphs follow one another. */
function cellPieces(cell) {
  const reader = new Reader();
  const lines = [];
  reader.end = () => {
    lines.push(...paragraphsOf(reader.pieces));
    reader.pieces = [];
  };
  reader.read(cell, marksIn(cell, BARE));
  reader.end();
  return lines.flatMap((line, place) => (place ? [{ text: " ", ...BARE }, ...line] : line));
}

function tableHtml(rows, caption) {
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

// --- Written down -------------------------------------------------------------------------------

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
      html += `<p>${item.html}</p>`;
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
      html += `<li><p>${item.html}</p>`;
      next += 1;
    }
    place += 1;
  }
  close();
  return [html, place];
}

function htmlOf(blocks) {
  const levelOf = levels(blocks);
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
    html += block.kind === "table" ? block.html : `<${tag}>${block.html}</${tag}>`;
    place += 1;
  }
  return html;
}

/** The page without styles that a browser would apply, and complain of: they are read as text. */
const inert = (html) =>
  html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));

/** What of a pasted page belongs into our texts. */
export function pastedHtml(html) {
  const reader = new Reader();
  reader.read(new DOMParser().parseFromString(inert(html), "text/html").body, BARE);
  reader.end();
  return htmlOf(reader.blocks);
}
