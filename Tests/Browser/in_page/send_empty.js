// Empties a form and sends it past the browser's own checks, as a program or an old browser would.
(place) => {
  const form = document.querySelectorAll("main form")[place];
  for (const field of form.elements) {
    if (field.matches("[type=checkbox],[type=radio]")) field.checked = false;
    else if (field.matches("textarea,input:not([type=hidden],[type=submit],[type=button],[type=file])")) field.value = "";
  }
  HTMLFormElement.prototype.submit.call(form);
};
