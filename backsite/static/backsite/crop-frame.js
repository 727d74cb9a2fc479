// A frame over a picture that shows what of it stays. Its sides and corners are dragged, or moved by
// arrow keys; the number fields of the form stay what is sent, and move the frame when they change.

const MIN_LEFT = 10; // percent of the picture
const OPPOSITE = { left: "right", right: "left", top: "bottom", bottom: "top" };
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HANDLES = [
  ["The whole frame", "left right top bottom"],
  ["Top left corner", "left top"],
  ["Top side", "top"],
  ["Top right corner", "right top"],
  ["Right side", "right"],
  ["Bottom right corner", "right bottom"],
  ["Bottom side", "bottom"],
  ["Bottom left corner", "left bottom"],
  ["Left side", "left"],
];

const picture = document.querySelector("[data-crop]");
const fields = Object.fromEntries(
  Object.keys(OPPOSITE).map((edge) => [edge, document.getElementById(`id_${edge}`)]),
);
const state = document.querySelector("[data-crop-state]");

function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const clamped = (value, least, most) => Math.min(most, Math.max(least, value));
const cut = (edge) => clamped(Number.parseInt(fields[edge].value, 10) || 0, 0, 100 - MIN_LEFT);
const cuts = () => Object.fromEntries(Object.keys(fields).map((edge) => [edge, cut(edge)]));

const shade = element("div", "crop-shade");
const frame = element("div", "crop-frame");

function draw() {
  const now = cuts();
  for (const part of [shade, frame]) {
    for (const [edge, percent] of Object.entries(now)) part.style[edge] = `${percent}%`;
  }
  const width = 100 - now.left - now.right;
  const height = 100 - now.top - now.bottom;
  frame.classList.toggle("is-all", width === 100 && height === 100); // then fingers scroll the page
  state.textContent = `${width} percent of the width and ${height} percent of the height stay.`;
}

/** Move these edges by percents of the picture from where they were; none past its ends. */
function move(edges, from, [across, down]) {
  const isWhole = edges.length === 4;
  for (const edge of edges) {
    const isFar = edge === "right" || edge === "bottom";
    const along = edge === "left" || edge === "right" ? across : down;
    const most = isWhole
      ? from[edge] + from[OPPOSITE[edge]]
      : 100 - MIN_LEFT - from[OPPOSITE[edge]];
    fields[edge].value = clamped(Math.round(from[edge] + (isFar ? -along : along)), 0, most);
  }
  draw();
}

function handle([label, names]) {
  const edges = names.split(" ");
  const button = element("button", `crop-handle is-${names.replaceAll(" ", "-")}`, {
    type: "button",
    "aria-label": `${label}: move it with the arrow keys`,
    "aria-describedby": state.id,
  });
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    button.dragged = { from: cuts(), x: event.clientX, y: event.clientY };
  });
  button.addEventListener("pointermove", (event) => {
    if (!button.dragged) return;
    const { width, height } = picture.getBoundingClientRect();
    const { from, x, y } = button.dragged;
    const by = [((event.clientX - x) / width) * 100, ((event.clientY - y) / height) * 100];
    move(edges, from, by);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    button.addEventListener(end, () => {
      button.dragged = null;
    });
  }
  button.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(
      edges,
      cuts(),
      step.map((by) => by * (event.shiftKey ? 10 : 1)),
    );
  });
  return button;
}

const shades = element("div", "crop-shades");
shades.append(shade);
frame.append(...HANDLES.map(handle));
picture.append(shades, frame);
for (const field of Object.values(fields)) field.addEventListener("input", draw);
draw();
