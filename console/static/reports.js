// Charts drawn from the tables beside them: a page without scripts loses no figure.
"use strict";

(() => {
  const INKS = ["#0b4a8f", "#b3541e", "#17703a", "#6b3fa0"];
  const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Stripes, dots and checks beside the colours, for who does not tell these apart.
  const pattern = (ink, kind) => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = ink;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = pen.fillStyle = "#fff";
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (kind === 1) { pen.moveTo(0, 8); pen.lineTo(8, 0); pen.stroke(); }
    if (kind === 2) { pen.arc(4, 4, 1.5, 0, 7); pen.fill(); }
    if (kind === 3) { pen.moveTo(0, 4); pen.lineTo(8, 4); pen.stroke(); }
    return pen.createPattern(tile, "repeat");
  };

  const numberIn = (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value));

  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const rows = [...table.tBodies[0].rows];
    const series = heads
      .map((head, place) => ({ look: head.dataset.look, title: head.textContent, place }))
      .slice(0, 1 + heads.findIndex((head) => "sum" in head.dataset)) // behind it stands what workers said
      .filter(({ look }) => look === "count")
      .map(({ title, place }) => ({ title, values: rows.map((row) => numberIn(row.cells[place + 1])) }));
    return { labels: rows.map((row) => row.cells[0].textContent.trim()), series };
  };

  const REST = { title: "Không hiện riêng", ink: "#aab4bf" };

  // The sum is no part of what is stacked; what it has more than the parts that are shown is.
  const parts = ({ series }) => {
    if (series.length < 2) return series;
    const own = series.slice(0, -1);
    const rest = series.at(-1).values.map((sum, at) =>
      sum === null ? null : sum - own.reduce((known, { values }) => known + (values[at] ?? 0), 0));
    return rest.some((value) => value) ? [...own, { title: REST.title, values: rest }] : own;
  };

  // Names of units begin alike: two lines show where they differ.
  const lines = (label, most) => {
    const found = [""];
    for (const word of label.split(" ")) {
      const last = found.at(-1);
      if (last && last.length + word.length >= most) found.push(word);
      else found[found.length - 1] = last ? `${last} ${word}` : word;
    }
    return found.length > 3 ? [...found.slice(0, 2), `${found[2]}…`] : found;
  };

  const summary = (title, labels, series) => {
    const sums = labels.map((label, at) => {
      const known = series.map(({ values }) => values[at]).filter((value) => value !== null);
      return known.length ? `${label}: ${known.reduce((a, b) => a + b, 0)}` : `${label}: không hiện`;
    });
    return `Biểu đồ ${title}. ${sums.join("; ")}. Số liệu đầy đủ ở bảng bên dưới.`;
  };

  const draw = (box) => {
    const table = document.getElementById(box.dataset.table);
    const found = read(table);
    const kind = box.dataset.chart;
    const series = kind === "stacked" ? parts(found) : found.series.slice(0, 1);
    if (!series.some(({ values }) => values.some((value) => value))) return;
    const labels = found.labels.slice(0, 20);
    const wide = kind !== "line";
    const canvas = box.querySelector("canvas");
    canvas.setAttribute("aria-label", summary(document.getElementById(table.getAttribute("aria-labelledby")).textContent, labels, series));
    box.hidden = false;
    const narrow = box.clientWidth < 500;
    if (wide) box.style.height = `${narrow ? labels.length * 2.75 + 8 : Math.max(12, labels.length * 2 + 5)}rem`;
    new Chart(canvas, {
      type: wide ? "bar" : "line",
      data: {
        labels: wide ? labels.map((label) => lines(label, narrow ? 16 : 30)) : labels,
        datasets: series.map(({ title, values }, at) => ({
          label: title,
          data: values.slice(0, 20),
          backgroundColor: title === REST.title ? REST.ink : pattern(INKS[at % 4], at % 4),
          borderColor: title === REST.title ? REST.ink : INKS[at % 4],
          borderWidth: wide ? 1 : 2,
          maxBarThickness: 28,
          pointRadius: 4,
          spanGaps: false,
        })),
      },
      options: {
        indexAxis: wide ? "y" : "x",
        responsive: true,
        maintainAspectRatio: false,
        animation: STILL ? false : { duration: 300 },
        scales: {
          x: { stacked: kind === "stacked", beginAtZero: true, ticks: { precision: 0, color: "#3d4a57" } },
          y: { stacked: kind === "stacked", beginAtZero: true, ticks: { precision: 0, color: "#3d4a57", autoSkip: false } },
        },
        plugins: { legend: { display: series.length > 1, labels: { color: "#1c2733" } } },
      },
    });
  };

  if (window.Chart) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll(".report-chart").forEach(draw);
  }
})();
