// The chart of the publication: detection curves by rule, quiet and beside a busy neighbour, as SVG.
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { neighbours } from "../record.ts";
import { type DetectionCurve, detectionCurves } from "./detection-curves.ts";
import type { Figures } from "./figures.ts";
import { noData } from "./words.ts";

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const width = 1000;
const height = 740;

/** On white and on GitHub's dark grey alike: contrast of 4 or more with both. */
const text = "#7d8590";
const line = "#7d859055";
const ours = "#2f81f7";
/** M. Okabe and K. Ito, "Color Universal Design" (2008), those that both themes show. */
const others = ["#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56a4d9", "#8b6fd6"];
const dashes = ["solid", "dashed", "dotted"] as const;

const panels = [
  { left: 60, title: "quiet" },
  { left: 550, title: "beside a busy neighbour" },
];

export function verdictChart(figures: Figures): string {
  const curves = neighbours.map((neighbour) => detectionCurves(figures, neighbour));
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      title: panels.map(({ left, title }, panel) => ({
        text: `${title}${curves[panel]?.every(({ points }) => points.length === 0) === false ? "" : `: ${noData}`}`,
        left: left + 190,
        top: 8,
        textAlign: "center",
        textStyle: { color: text, fontSize: 15 },
      })),
      grid: panels.map(({ left }) => ({ left, top: 44, width: 390, height: 400 })),
      xAxis: panels.map((_, panel) => ({ ...axis, gridIndex: panel, name: "slower by, %, nominal", max: 10 })),
      yAxis: panels.map((_, panel) => ({ ...axis, gridIndex: panel, name: "called slower, %", max: 100 })),
      legend: {
        bottom: 0,
        left: 40,
        width: width - 80,
        // Fonts of viewers are wider than the one that the library reckons with.
        itemGap: 36,
        selectedMode: false,
        textStyle: { color: text, fontSize: 12 },
      },
      series: curves.flatMap((ofPanel, panel) => ofPanel.map((curve, index) => series(curve, panel, index))),
    });
    return staticSvg(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

const axis = {
  type: "value",
  min: 0,
  nameLocation: "middle",
  nameGap: 30,
  nameTextStyle: { color: text },
  axisLabel: { color: text },
  axisLine: { lineStyle: { color: text } },
  splitLine: { lineStyle: { color: line } },
} as const;

function series({ name, isOurs, isLive, points }: DetectionCurve, panel: number, index: number) {
  const color = isOurs ? ours : others[index % others.length];
  const type = isOurs ? dashes[isLive ? 0 : 1] : dashes[Math.floor(index / others.length) % dashes.length];
  return {
    type: "line",
    silent: true,
    xAxisIndex: panel,
    yAxisIndex: panel,
    name,
    data: points.map((point) => [...point]),
    z: isOurs ? 3 : 2,
    symbol: "circle",
    symbolSize: isLive ? 8 : 5,
    lineStyle: { color, width: isOurs ? 3 : 1.5, type },
    itemStyle: { color },
  };
}

/** What reacts to a pointer has no place in an image, and is numbered by how many charts the process has drawn. */
function staticSvg(svg: string): string {
  return `${svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replace(/ class="zr[^"]*"/g, "")
    .replace(/\bzr\d+-/g, "verdict-")
    .trim()}\n`;
}
