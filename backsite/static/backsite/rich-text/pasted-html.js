// A pasted page as what our texts are made of: headings, paragraphs, lists, links, emphasis, simple
// tables, quotations. Everything else is left behind. The server cleans again whatever is stored.

import { htmlOf, tableHtml } from "./pasted-blocks.js";
import {
  headingLevel,
  inPlace,
  isBlock,
  isLeftOut,
  isStruck,
  isTableCaption,
  marksIn,
  quotationOf,
  saidDepth,
  wordItem,
} from "./pasted-parts.js";
import { paragraphsOf, wordsOf } from "./pasted-words.js";

const BARE = { strong: false, em: false, href: null, raised: null };

/** The blocks of a pasted page, in their order; items of lists with how deep they stand. */
class Reader {
  blocks = [];
  pieces = [];
  as = { kind: "words", level: 0 }; // what the words that come now belong to
  quotation = null; // the one that they stand in

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
      this.pieces.push({ text: inPlace(data, marks.raised), ...marks });
    }
  }

  element(element, marks) {
    const tag = element.localName;
    if (isAnotherLink(element)) this.pieces.push({ text: " ", ...BARE });
    if (tag === "br") this.pieces.push({ text: "\n" });
    else if (!isBlock(element)) this.read(element, marks);
    else if (tag === "ul" || tag === "ol") this.list(element, marks);
    else if (tag === "table" && isOfData(element)) this.table(element);
    else this.block(element, marks);
  }

  /** The words of one block, which begin and end with it. */
  block(element, marks) {
    const before = this.as;
    const around = this.quotation;
    this.end();
    this.quotation ??= quotationOf(element);
    const item = before.kind === "words" && wordItem(element);
    if (item) this.as = { kind: "item", ...item };
    else if (before.kind === "words") {
      this.as = { kind: "words", level: headingLevel(element), isCaption: isTableCaption(element) };
    }
    this.read(element, marks);
    this.end();
    this.quotation = around;
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
    const rows = rowsOf(element);
    if (!rows.length) return; // all of its cells are empty
    const last = this.blocks.at(-1);
    const caption =
      element.caption?.textContent.trim() || (last?.isCaption ? wordsOf(last.pieces) : "");
    if (last?.isCaption) this.blocks.pop();
    const html = tableHtml(rows, caption);
    this.blocks.push({ kind: "table", html, quotation: this.quotation });
  }

  /** Whatever words came since the last block are one, or several where lines are left empty. */
  end() {
    for (const paragraph of paragraphsOf(this.pieces)) {
      this.blocks.push({ ...this.as, pieces: paragraph, quotation: this.quotation });
      if (this.as.kind === "item") this.as = { ...this.as, isMore: true };
    }
    this.pieces = [];
  }
}

/** A link right after another one, as in menus: its words are not the end of that one's. */
function isAnotherLink(element) {
  const before = element.previousSibling;
  const isLink = element.localName === "a" && before?.localName === "a";
  return isLink && before.getAttribute("href") !== element.getAttribute("href");
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
  const rows = [...table.rows].filter((row) => !isLeftOut(row));
  rows.forEach((row, place) => {
    grid[place] ??= [];
    for (const cell of row.cells) {
      if (isLeftOut(cell)) continue;
      let column = 0;
      while (grid[place][column]) column += 1;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, rows.length - place); down += 1) {
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

/** The page without styles that a browser would apply, and complain of: they are read as text. */
const inert = (html) =>
  html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));

const bodyOf = (html) => new DOMParser().parseFromString(inert(html), "text/html").body;

/** What of a pasted page belongs into our texts. */
export function pastedHtml(html) {
  const reader = new Reader();
  reader.read(bodyOf(html), BARE);
  reader.end();
  return htmlOf(reader.blocks);
}

/** The words of a pasted page that are left out since they are struck through, each passage once. */
export function struckWords(html) {
  const struck = [...bodyOf(html).querySelectorAll("*")].filter(isStruck);
  const outermost = struck.filter(
    (each) => !struck.some((other) => other !== each && other.contains(each)),
  );
  return outermost.map((each) => each.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
}
