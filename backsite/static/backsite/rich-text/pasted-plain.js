// Plain text that was pasted: its paragraphs and lists, lines of a fixed width joined again.

import { escaped, seen } from "./pasted-words.js";

const BULLET = /^\s*[-*•·▪◦–]\s+(?=\S)/;
const NUMBER = /^\s*(\d{1,3})[.)]\s+(?=\S)/;

/** The text as HTML; empty for a single line, which goes in as it is. */
export function plainHtml(text) {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .replace(/^\n+|\n+$/g, "")
    .split("\n");
  if (lines.length < 2) return "";
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  const isBroken = width >= 50 && width <= 100 && isWrapped(lines, width);
  const html = [];
  let open = null;
  let isNew = true; // whether the next line begins something
  const close = () => {
    if (open) html.push(`</${open}>`);
    open = null;
  };
  for (const line of lines) {
    const words = escaped(seen(line).trim());
    const number = line.match(NUMBER)?.[1];
    const tag = number ? "ol" : BULLET.test(line) ? "ul" : null;
    if (!words) {
      isNew = true;
    } else if (tag) {
      if (open !== tag) {
        close();
        html.push(tag === "ol" && number > 1 ? `<ol start="${number}">` : `<${tag}>`);
        open = tag;
      }
      html.push(`<li><p>${words.replace(tag === "ol" ? NUMBER : BULLET, "")}</p></li>`);
      isNew = false;
    } else if (!isNew && html.length && (isBroken || (open && /^\s/.test(line)))) {
      html.push(html.pop().replace(/(<\/p>(<\/li>)?)$/, ` ${words}$1`));
    } else {
      close();
      html.push(`<p>${words}</p>`);
      isNew = false;
    }
  }
  close();
  return html.join("");
}

/** Whether no line has room for the first word of the next one: then a program broke them. */
function isWrapped(lines, width) {
  let joins = 0;
  for (let place = 0; place + 1 < lines.length; place += 1) {
    const line = lines[place].trimEnd();
    const next = lines[place + 1];
    if (!line || !next.trim() || BULLET.test(next) || NUMBER.test(next)) continue;
    joins += 1;
    if (line.length + 1 + next.trim().split(/\s/)[0].length <= width) return false;
  }
  return joins > 0;
}
