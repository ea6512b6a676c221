// Draws a page's charts with Plotly over their still pictures: what a finger or the mouse asks of them is then said.
// The library is large, so it is fetched when a chart has come into view and the browser has nothing else to do.
// Without it, on paper and wherever drawing fails, the still pictures stay.
const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false, locale: "en-GB" };
const WAIT = 3000; // milliseconds, then it is drawn though the browser is busy

let library;

function plotly() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("[data-app-chart-library]").dataset.appChartLibrary;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("The charts’ library could not be fetched"));
    document.head.append(script);
  });
  return library;
}

async function draw(chart) {
  const figure = JSON.parse(document.getElementById(chart.dataset.appChart).textContent);
  const canvas = document.createElement("div");
  canvas.className = "app-chart__drawn";
  canvas.setAttribute("aria-hidden", "true"); // the caption and the table say it all
  chart.querySelector("[data-app-chart-box]").append(canvas);
  try {
    const Plotly = await plotly();
    await Plotly.newPlot(canvas, figure.data, figure.layout, CONFIG);
    chart.classList.add("app-chart--drawn");
  } catch (error) {
    canvas.remove();
    console.info("A chart stays a still picture:", error.message);
  }
}

function whenIdle(work) {
  if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: WAIT });
  else window.setTimeout(work, 200);
}

function watch(charts) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      whenIdle(() => draw(target));
    }
  });
  for (const chart of charts) seen.observe(chart);
}

const charts = document.querySelectorAll("[data-app-chart]");
if ("IntersectionObserver" in window) {
  if (document.readyState === "complete") watch(charts);
  else window.addEventListener("load", () => watch(charts), { once: true });
}
