/** Lines of the report. A line above its goal is marked; nothing here ever fails a run. */
import { beyond, median } from "./measure.mjs";

/**
 * @param {string} what
 * @param {number} value
 * @param {{ unit: "x" | "ms" | "MB" | "packages", most?: number, detail: string, bound: string }} about
 *   `most`: the goal; `detail`: the times behind the value; `bound`: what keeps it from being less
 */
export function line(what, value, { unit, most, detail, bound }) {
  const shown = unit === "x" || unit === "MB" ? value.toFixed(value < 10 ? 2 : 1) : String(Math.round(value));
  const isAbove = most !== undefined && value > most;
  const goal = most === undefined ? "" : `<= ${most} ${unit}`;
  return { what, value: `${shown} ${unit}`, goal, mark: isAbove ? "ABOVE" : "", detail, bound, isAbove };
}

/** A line of the time that processes take beyond that of an empty node. */
export function lineBeyondNode(what, times, node, { most, also = "", bound }) {
  const detail = `${ms(median(times))}, less ${ms(median(node))} of node -e 0${also}`;
  return line(what, beyond(times, node), { unit: "ms", most, detail, bound });
}

export function renderTable(lines) {
  const columns = [
    ["line", "what"],
    ["value", "value"],
    ["goal", "goal"],
    ["", "mark"],
    ["measured", "detail"],
    ["bound by", "bound"],
  ];
  const rows = lines.map((one) => columns.map(([, key]) => one[key]));
  const widths = columns.map(([title], index) =>
    Math.max(3, title.length, ...rows.map((row) => row[index].length)),
  );
  const render = (cells) => `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(" | ")} |`;
  return [
    render(columns.map(([title]) => title)),
    render(widths.map((width) => "-".repeat(width))),
    ...rows.map(render),
  ].join("\n");
}

export function ms(times) {
  return times >= 10_000 ? `${(times / 1000).toFixed(1)} s` : `${Math.round(times)} ms`;
}
