// Shows the cells of a matrix as they come, then the page anew, which the server makes whole.
"use strict";

const making = document.querySelector("[data-matrix]");
const stream = new EventSource(making.dataset.matrix);

function span(name, text) {
  const part = document.createElement("span");
  part.className = name;
  part.textContent = text;
  return part;
}

function show(place, cell) {
  if (!cell.statement) {
    const silent = cell.state === "outside" ? "Not asked of these reports" : `Not found in ${cell.reports} report${cell.reports === 1 ? "" : "s"}`;
    return place.replaceChildren(span("quiet", silent));
  }
  const [citation] = cell.statement.citations;
  const link = document.createElement("a");
  link.href = citation.url;
  link.textContent = citation.report.published ? citation.report.published.slice(0, 4) : "its place";
  const where = span("cell-where", "");
  where.append(link);
  const said = cell.grade ? span("grade", cell.grade[0].toUpperCase() + cell.grade.slice(1)) : span("words", cell.statement.text);
  place.replaceChildren(said, where);
}

stream.addEventListener("cell", (event) => {
  const { row, column, cell, done } = JSON.parse(event.data);
  making.querySelector("progress").value = done;
  making.querySelector("[data-done]").textContent = done;
  const place = document.getElementById(`c${row}.${column}`);
  if (place) show(place, cell);
});

stream.addEventListener("done", () => {
  stream.close();
  location.reload();
});
