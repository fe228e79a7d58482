// Adding reports: how much is sent, then how far the reading is.
"use strict";

const upload = document.querySelector(".upload");
if (upload) {
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    const sending = upload.querySelector(".sending");
    const bar = sending.querySelector("progress");
    const button = upload.querySelector("button");
    const refuse = (sentence) => {
      sending.hidden = true;
      button.disabled = false;
      document.getElementById("problem")?.remove();
      const problem = document.createElement("p");
      problem.id = "problem";
      problem.className = "problem";
      problem.setAttribute("role", "alert");
      problem.append(unseen("Error: "), sentence);
      upload.prepend(problem);
    };
    const request = new XMLHttpRequest();  // fetch does not tell how much is sent
    request.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) bar.value = 100 * sent.loaded / sent.total; });
    request.addEventListener("load", () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* not from the page's own route */ }
      if (told.address) location.assign(root + told.address);
      else refuse(told.problem || told.detail || "The files could not be taken in.");
    });
    request.addEventListener("error", () => refuse("The files could not be sent."));
    request.open("POST", upload.action);
    request.setRequestHeader("Accept", "application/json");
    sending.hidden = false;
    button.disabled = true;
    request.send(new FormData(upload));
  });
}

const coming = [...document.querySelectorAll("[data-job]")];
const underWay = () => coming.filter((item) => ["waiting", "reading"].includes(item.dataset.state));
if (underWay().length) {
  document.querySelector("[data-under-way]").hidden = true;
  const look = async () => {
    for (const item of underWay()) {
      try {
        const response = await fetch(`${root}/v1/jobs/${item.dataset.job}`);
        if (!response.ok) continue;
        const job = await response.json();
        if (job.state === "done" || job.state === "failed") return location.reload();
        item.dataset.state = job.state;
        if (job.state === "reading") item.querySelector(".coming-state").textContent = job.passages ? `Being read, ${job.passages} passages so far` : "Being read";
      } catch { /* the server may be busy: the next look tells */ }
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
}
