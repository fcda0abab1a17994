const { origin, response } = document.getElementById("response").dataset;
if (window.opener) {
  window.opener.postMessage(JSON.parse(response), origin);
  window.close();
}