// What the editor of rich text has of ours, in place of its own part of the same name: tables of
// rows and columns that have a caption and headings, and no cell that stretches over others; links
// whose pages are chosen by their words; quotations called so; emphasis only by signs at words.

import * as prose from "django-prose-editor/editor";
import { chooseLink } from "./link-dialog.js";

const tableDialog = prose.updateAttrsDialog(
  {
    caption: { type: "string", title: "Caption: what the table shows" },
    rows: { type: "number", format: "number", title: "Rows", default: "3", min: "1", max: "50" },
    cols: { type: "number", format: "number", title: "Columns", default: "2", min: "1", max: "10" },
    headRow: { type: "boolean", title: "The first row has headings" },
  },
  { title: "New table", submitText: "Insert the table" },
);
const captionDialog = prose.updateAttrsDialog(
  { caption: { type: "string", title: "Caption: what the table shows" } },
  { title: "Caption of the table", submitText: "Use this caption" },
);

async function insertTable(editor) {
  const wanted = await tableDialog(editor, { caption: "", rows: "3", cols: "2", headRow: true });
  if (!wanted) return;
  const number = (text, most) => Math.min(most, Math.max(1, Number.parseInt(text, 10) || 1));
  editor
    .chain()
    .focus()
    .insertTable({
      rows: number(wanted.rows, 50),
      cols: number(wanted.cols, 10),
      withHeaderRow: wanted.headRow,
    })
    .updateAttributes("table", { caption: wanted.caption.trim() })
    .run();
}

async function changeCaption(editor) {
  const { caption } = editor.getAttributes("table");
  const wanted = await captionDialog(editor, { caption });
  if (wanted) {
    editor.chain().focus().updateAttributes("table", { caption: wanted.caption.trim() }).run();
  }
}

const run = (command) => (editor) => editor.chain().focus()[command]().run();
const IN_TABLES = [
  ["caption", "Caption", changeCaption],
  ["addRowAfter", "+ Row", run("addRowAfter")],
  ["deleteRow", "− Row", run("deleteRow")],
  ["addColumnAfter", "+ Column", run("addColumnAfter")],
  ["deleteColumn", "− Column", run("deleteColumn")],
  ["toggleHeaderRow", "Heading row", run("toggleHeaderRow")],
  ["toggleHeaderColumn", "Heading column", run("toggleHeaderColumn")],
  ["deleteTable", "Delete table", run("deleteTable")],
];

/** The table without its caption, which is no row of it. */
function rowsOf(table) {
  const copy = table.cloneNode(true);
  copy.caption?.remove();
  return copy;
}

export const Table = prose.Table.extend({
  addAttributes() {
    return {
      caption: {
        default: "",
        parseHTML: (table) => table.caption?.textContent.trim() ?? "",
        renderHTML: () => ({}),
      },
    };
  },

  parseHTML() {
    return [{ tag: "table", contentElement: rowsOf }];
  },

  renderHTML({ node }) {
    const { caption } = node.attrs;
    return [
      "table",
      ...(caption ? [["caption", { contenteditable: "false" }, caption]] : []),
      ["tbody", 0],
    ];
  },

  addNodeView: () => null,

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "table",
      groups: "table",
      command: insertTable,
      hidden: (editor) => editor.isActive("table"),
      button: buttons.material("grid_on", "Insert a table"),
    });
    for (const [name, says, command] of IN_TABLES) {
      menu.defineItem({
        name: `table:${name}`,
        groups: "table",
        command,
        hidden: (editor) => !editor.isActive("table"),
        button: prose.crel("button", {
          type: "button",
          className: "prose-menubar__button prose-menubar__words",
          textContent: says,
        }),
      });
    }
  },
});

/** A sign before a space stands for itself: 5 * 3 * 2 is a sum and not an emphasised 3. */
const besideWords = (rules) =>
  rules.map((rule) => {
    const { source, flags } = rule.find;
    rule.find = new RegExp(source.replace(/\(\?!\\s\+[^)]*\)/, "(?!\\s)"), flags);
    return rule;
  });
const emphasis = {
  addInputRules() {
    return besideWords(this.parent());
  },
  addPasteRules() {
    return besideWords(this.parent());
  },
};
export const Bold = prose.Bold.extend(emphasis);
export const Italic = prose.Italic.extend(emphasis);

export const Blockquote = prose.Blockquote.extend({
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "blockquote",
      groups: "nodes",
      command: (editor) => editor.chain().focus().toggleBlockquote().run(),
      active: (editor) => editor.isActive("blockquote"),
      enabled: (editor) => editor.can().toggleBlockquote(),
      button: buttons.material("format_quote", "Quotation: somebody’s own words"),
    });
  },
});

/** Our own pages that have to do with some words. */
const listedAt = (address) => async (words) => {
  const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).pages;
};

async function link(editor) {
  const { links } = editor.view.dom.closest(".prose-editor").querySelector("textarea").dataset;
  const wanted = await chooseLink(editor.getAttributes("link").href ?? "", listedAt(links));
  const change = editor.chain().focus();
  if (!wanted) change.run();
  else if (editor.isActive("link")) {
    change.extendMarkRange("link").updateAttributes("link", { href: wanted.href }).run();
  } else if (editor.state.selection.empty) {
    const marks = [{ type: "link", attrs: { href: wanted.href } }];
    change.insertContent({ type: "text", text: wanted.text || wanted.href, marks }).run();
  } else {
    change.setMark("link", { href: wanted.href }).run();
  }
}

export const Link = prose.Link.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          link(editor);
          return true;
        },
    };
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      command: link,
      active: (editor) => editor.isActive("link"),
      button: buttons.material("insert_link", "Link to a page or an address"),
    });
    menu.defineItem({
      name: "unlink",
      groups: "link",
      command: (editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run(),
      hidden: (editor) => !editor.isActive("link"),
      button: buttons.material("link_off", "Remove the link"),
    });
  },
});
